"""The door of the cell: bytes come in by stdin, one JSON object goes out by stdout, and nothing else does."""

from __future__ import annotations

import json
import os
import sys

from portal.referrals.documents.parser import limits
from portal.referrals.documents.parser.errors import No

MOST_TEXT = 200_000
"""Characters of text that leave the cell."""


def main(kind: str, most: int) -> None:
    """Read the `kind` ("pdf" or "docx") of file in stdin, at most `most` bytes; never returns."""
    limits.limit()
    if kind == "pdf":
        from portal.referrals.documents.parser.pdf import read
    else:
        from portal.referrals.documents.parser.docx import read
    content = sys.stdin.buffer.read(most)
    limits.seal()
    sys.stdout.write(json.dumps(_verdict(read, content)))
    sys.stdout.flush()
    os._exit(0)


def _verdict(read, content: bytes) -> dict:
    try:
        found = read(content)
        return {"text": found["text"][:MOST_TEXT], "pages": found["pages"]}
    except No as no:
        return {"no": no.code}
    except MemoryError:
        return {"no": "heavy"}
    except Exception:  # a parser of a stranger's bytes may raise anything
        return {"no": "damaged"}
