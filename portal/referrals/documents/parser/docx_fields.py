"""The instructions of a Word document's fields, as a word processor reads them: joined over runs, nested."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml import etree

from portal.referrals.documents.parser.errors import ParseError

STARTING = {"DDE", "DDEAUTO"}
FETCHING = {"INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "RD", "DATABASE"}
WORD = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»|\S+')
QUOTES = "\"“”«»'  "
ADDRESS = re.compile(r"//|(?!file:)[a-z][a-z0-9+.-]+:", re.IGNORECASE)
ON_OWN_DISK = re.compile(r"/{0,3}[a-z]:/|/{3}(?!/)|/?(?!/)", re.IGNORECASE)


def is_away(target: str) -> bool:
    """Whether a target leads to another machine, however it is written; a path on the writer's own disk does not."""
    plain = unquote(target.strip()).replace("\\", "/")
    if plain.lower().startswith("file:"):
        return ON_OWN_DISK.match(plain[5:]) is None
    return ADDRESS.match(plain) is not None


class Fields:
    """The fields of one part, fed in the order of the file. Raises No as soon as one starts or fetches something."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def see(self, name: str, element: etree._Element) -> None:
        """Take in one element that begins, `name` being its local name."""
        if name == "fldSimple":
            refuse_what_acts(_attribute(element, "instr"))
        elif name == "fldChar":
            self._mark(_attribute(element, "fldCharType"))
        elif name in ("instrText", "delInstrText"):
            text = element.text or ""
            self._open = [instruction + text for instruction in self._open] or [text]

    def close(self) -> None:
        """The part ends, whatever is still open."""
        while self._open:
            refuse_what_acts(self._open.pop())

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self._open.append("")
        elif kind == "end" and self._open:
            refuse_what_acts(self._open.pop())


def refuse_what_acts(instruction: str) -> None:
    """Raise No when this field would start a program, or fetch from another machine."""
    words = [word.strip(QUOTES) for word in WORD.findall(instruction)]
    if not words:
        return
    if words[0].upper() in STARTING:
        raise ParseError("program")
    if words[0].upper() in FETCHING and any(is_away(word) for word in words[1:]):
        raise ParseError("outside")


def _attribute(element: etree._Element, name: str) -> str:
    """The value of an attribute, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if etree.QName(key).localname == name), "")
