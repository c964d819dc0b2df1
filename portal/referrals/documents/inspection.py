"""Reading a CV: what it really is, then its words, in a process apart. Names and claimed types are not believed."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass

import filetype
from flask_babel import lazy_gettext as _l

from portal.core.errors import Refused
from portal.referrals.documents import sandbox

MOST_BYTES = 5 * 1024 * 1024
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_OFFICE = "EncryptedPackage".encode("utf-16-le")
WHY = {
    "empty": _l("This file is empty. Choose it again, or save it again."),
    "too_big": _l("This file is larger than 5 MB. Save it with smaller pictures, or send fewer pages."),
    "wrong_type": _l("This is neither a PDF nor a Word document (.docx). Open it, choose “Print”, and save it as PDF."),
    "picture": _l("This is a picture. Most phones turn it into a PDF: open it, choose “Print”, then save as PDF."),
    "old_word": _l("This is a Word document of the old kind (.doc). Open it and save it as PDF or .docx."),
    "encrypted": _l("This file is protected by a password, so nobody could read it here. Save it without protection."),
    "damaged": _l("This file is damaged: it can’t be opened. Open it on your device and save it again as PDF."),
    "heavy": _l("This file takes too much time or memory to read. Open it, choose “Print”, and save it as PDF."),
    "bomb": _l("This file is far too large once opened. Open it, choose “Print”, and save it as PDF."),
    "program": _l("This file holds a macro or a script, which a CV doesn’t need. Print it to a new PDF and send that."),
    "outside": _l("This file fetches something from elsewhere when it is opened. Print it to a new PDF and send that."),
    "attached": _l("Another file is attached inside this one. Send it without the attachment."),
    "blank": _l("There is nothing on the pages of this file. Is it the right one?"),
    "busy": _l("Several files are being read just now. Try again in a minute: yours was not kept."),
}


class Unreadable(Refused):
    """The file can't be kept; `code` is a key of WHY, the reason its sentence."""

    def __init__(self, code: str):
        super().__init__(WHY[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file is (`pdf` or `docx`) and its words: none for a scan, which is a good CV all the same."""

    kind: str
    text: str

    @property
    def media_type(self) -> str:
        """As which it is kept and given."""
        return MEDIA_TYPES[self.kind]


def inspect_document(content: bytes) -> Reading:
    """Check and read `content`. Takes as long as a cell does: never inside a unit of work. Raises Unreadable."""
    kind = _kind_of(content)
    try:
        answer = sandbox.run_parser(kind, content)
    except sandbox.TooBusy:
        raise Unreadable("busy") from None
    except sandbox.OutOfMeans:
        raise Unreadable("heavy") from None
    try:
        told = json.loads(answer)
        no, text = told.get("no"), str(told.get("text", ""))
    except (ValueError, AttributeError, RecursionError):
        raise Unreadable("damaged") from None
    if no is not None:
        raise Unreadable(no if no in WHY else "damaged")
    return Reading(kind, _storable(text))


def _kind_of(content: bytes) -> str:
    """`pdf` or `docx`, as far as its first bytes tell. Raises Unreadable."""
    if not content:
        raise Unreadable("empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("too_big")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK"):
        return "docx"
    if content.startswith(OLD_OFFICE):
        raise Unreadable("encrypted" if LOCKED_OFFICE in content else "old_word")
    raise Unreadable("picture" if filetype.is_image(content[:512]) else "wrong_type")


def _storable(text: str) -> str:
    """Ligatures as letters, and nothing that a database can't hold: NUL, lone surrogates."""
    plain = unicodedata.normalize("NFKC", text.replace("\0", ""))
    return plain.encode("utf-8", "replace").decode("utf-8")
