"""The door of the cell: bytes come in by stdin, one JSON object goes out by stdout, and nothing else does."""

from __future__ import annotations

import json
import os
import sys

from portal.referrals.documents.parser import process_hardening
from portal.referrals.documents.parser.errors import ParseError

MOST_TEXT = 200_000
"""Characters of text that leave the cell."""


def main(kind: str, most: int) -> None:
    """Read the `kind` ("pdf" or "docx") of file in stdin, at most `most` bytes; never returns."""
    process_hardening.limit_resources()
    if kind == "pdf":
        from portal.referrals.documents.parser.pdf import read_text
    else:
        from portal.referrals.documents.parser.docx import read_text
    content = sys.stdin.buffer.read(most)
    process_hardening.seal_process()
    sys.stdout.write(json.dumps(_verdict(read_text, content)))
    sys.stdout.flush()
    os._exit(0)


def _verdict(read, content: bytes) -> dict:
    try:
        found = read(content)
        return {"text": found["text"][:MOST_TEXT], "pages": found["pages"]}
    except ParseError as no:
        return {"no": no.code}
    except MemoryError:
        return {"no": "heavy"}
    except Exception:  # a parser of a stranger's bytes may raise anything
        return {"no": "damaged"}
