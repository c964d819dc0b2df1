"""Giving a stored file: as an attachment that no browser opens in our place, under a name that the portal makes.

Sound may be played in the page (`inline`); browsers ask for parts of it (RFC 9110, range requests).
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from portal.core.files.file_store import StoredFile

PLAYED = frozenset(("audio/mp4", "audio/mpeg", "audio/ogg", "audio/webm"))
"""What may be played in the page: nothing that a browser runs or draws."""
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
MOST_NAME = 120
_FORBIDDEN = re.compile(r'[\\/:*?"<>|%;]')


def send_stored_file(stored: StoredFile, title: str, extension: str, *, inline: bool = False) -> Response:
    """Answer the bytes of `stored`, or the part that was asked for (206; 416 when there is no such part).

    `title` becomes the name that the browser proposes, made harmless, ending in `extension`. `inline` is for sound:
    anything else is an attachment all the same. The caller has checked that this person may have it.
    """
    response = Response(stored.content, content_type=stored.media_type)
    response.headers["Content-Disposition"] = _disposition(stored, file_name(title, extension), inline)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["Accept-Ranges"] = "bytes"
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return response  # several parts at once: the whole is a right answer too
    try:
        return response.make_conditional(request, accept_ranges=True, complete_length=stored.size)
    except RequestedRangeNotSatisfiable:
        response.set_data(b"")
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{stored.size}"
        return response


def file_name(title: str, extension: str) -> str:
    """`title` as the name of a file: no path, no hidden or reversed letters, nothing a system reads otherwise."""
    plain = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", title))
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "C")
    plain = " ".join(_FORBIDDEN.sub(" ", plain).split()).strip(" .")
    if plain.lower().endswith(f".{extension}"):
        plain = plain[: -len(extension) - 1].rstrip(" .")
    return f"{plain[:MOST_NAME].rstrip(' .') or 'document'}.{extension}"


def _disposition(stored: StoredFile, name: str, inline: bool) -> str:
    """RFC 6266: a name in ASCII for the oldest readers, the true one in UTF-8 for all others."""
    kind = "inline" if inline and stored.media_type in PLAYED else "attachment"
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").replace("–", "-")).encode("ascii", "ignore").decode()
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
