"""Receiving files: in memory, never more than a request may hold, so that no copy is left in a temporary folder."""

from __future__ import annotations

from io import BytesIO

from flask import Request


class UploadRequest(Request):
    """A request whose files never touch the disk."""

    def _get_file_stream(self, total_content_length, content_type, filename=None, content_length=None) -> BytesIO:
        return BytesIO()
