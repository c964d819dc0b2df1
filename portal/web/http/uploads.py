"""Receiving files: in memory, never more than a request may hold, so that no copy is left in a temporary folder."""

from __future__ import annotations

import re
from io import BytesIO

from flask import Request
from werkzeug.datastructures import FileStorage

_QUOTED = re.compile(r"""filename="((?:\\["\\]|[^"])*)\"""", re.IGNORECASE)


class UploadRequest(Request):
    """A request whose files never touch the disk."""

    def _get_file_stream(self, total_content_length, content_type, filename=None, content_length=None) -> BytesIO:
        return BytesIO()


def name_of(file: FileStorage) -> str:
    """What a file is called, a path before its name included.

    Some programs send a Windows path as it is: its backslashes are part of it, and only a quotation mark or another
    backslash is escaped by one. Werkzeug takes each for an escape.
    """
    found = _QUOTED.search(file.headers.get("Content-Disposition", ""))
    if found is None or "\\" not in found[1]:
        return file.filename or ""
    return re.sub(r'\\(["\\])', r"\1", found[1]).replace("%22", '"')
