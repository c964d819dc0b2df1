"""Answers are compressed with Brotli for browsers that know it: a board of 40 kB travels as 4.

Not for requests that another site made a browser send: an attacker who may choose a part of an answer and sees
its length could guess the rest of it (BREACH). Streams and answers without a body are left alone.
"""

from __future__ import annotations

import brotli
from flask import Flask, request

SMALLEST = 500
QUALITY = 8
"""From 9 on a page takes ten times as long; below 7 it takes as long as with 8, and weighs more."""
WINDOWS = 16, 22
"""Smallest and largest, as powers of two of bytes. If let, Brotli takes 3 MB of memory for a fragment of 2 kB."""
TEXT = frozenset({"text/html", "application/json", "application/atom+xml", "text/plain"})
OURS = frozenset({"same-origin", "none"})


def init_app(app: Flask) -> None:
    """Compress after everything else; to be called first, since Flask ends with what was registered first."""
    app.after_request(compress_response)


def compress_response(response):
    """Compress the body of `response` where it is text, long enough, and asked for by this site or by hand."""
    if response.is_streamed or response.direct_passthrough or response.mimetype not in TEXT:
        return response
    if "Accept-Encoding" not in response.headers.get("Vary", ""):
        response.vary.add("Accept-Encoding")
    if "br" not in request.headers.get("Accept-Encoding", "") or "Content-Encoding" in response.headers:
        return response
    if request.headers.get("Sec-Fetch-Site") not in OURS or len(body := response.get_data()) < SMALLEST:
        return response
    response.set_data(compress_body(body))
    response.headers["Content-Encoding"] = "br"
    return response


def compress_body(body: bytes) -> bytes:
    """`body` in Brotli, with a window that just holds it: a larger one finds nothing more."""
    smallest, largest = WINDOWS
    window = min(largest, max(smallest, len(body).bit_length()))
    return brotli.compress(body, mode=brotli.MODE_TEXT, quality=QUALITY, lgwin=window)
