"""A list of people as offices have it: pasted from a spreadsheet, or a file of one. Name, e-mail, office, role."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core.contact_details import email_addresses
from portal.core.errors import Refused
from portal.core.forbidden_numbers import REASONS, found_in
from portal.core.text_normalization import clean_text, fold_text

MOST_LINES, MOST_NAME = 500, 160
WORDS = {
    "name": ("name", "full name", "nom", "nom complet"),
    "email": ("e-mail", "email", "courriel", "adresse courriel", "adresse e-mail", "mail"),
    "office": ("office", "bureau"),
    "role": ("role", "access role"),
}
"""What the first line may call a column, folded; without such a line the order is that of these."""
ROLES = {
    "producer": ("producer", "producteur", "productrice"),
    "recruiter": ("recruiter", "recruteur", "recruteuse"),
    "manager": ("manager", "direction"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list, by the `number` of its line from 1; `error` says why they can't be added, or is ""."""

    number: int
    name: str
    email: str
    office_id: int
    role: str
    error: str = ""


def decode_file(content: bytes) -> str:
    """The text of a file that a spreadsheet saved: UTF-16 or UTF-8 by its first bytes, else the Windows of old."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_lines(text: str, offices: Mapping[int, str], office_id: int) -> list[Line]:
    """The people of `text`, one a line, parted by tabs, semicolons or commas; empty lines count and are left out.

    `offices`: names by id, of which one is looked for; `office_id`: where a line that names none belongs. Raises
    Refused for a text with nobody in it, and for more than MOST_LINES.
    """
    cleaned = ((number, [clean_text(cell) for cell in cells]) for number, cells in enumerate(_cells(text), 1))
    rows = [(number, cells) for number, cells in cleaned if any(cells)]
    order = list(WORDS)
    if rows and (named := _columns(rows[0][1])):
        order, rows = named, rows[1:]
    if not rows:
        raise Refused(_("Paste at least one line: name, e-mail, office, role."))
    if len(rows) > MOST_LINES:
        raise Refused(
            ngettext(
                "At most %(num)s line at once: divide the list, please.",
                "At most %(num)s lines at once: divide the list, please.",
                MOST_LINES,
            )
        )
    known = {fold_text(name): id_ for id_, name in offices.items()}
    seen: set[str] = set()
    lines = []
    for number, cells in rows:
        told = dict(zip(order, cells, strict=False))
        line = _read(number, told, known, office_id)
        if line.email in seen and not line.error:
            line = Line(*(getattr(line, name) for name in ("number", "name", "email", "office_id", "role")), _twice())
        seen.add(line.email)
        lines.append(line)
    return lines


def _cells(text: str) -> list[list[str]]:
    """The cells of each line by itself: a quotation mark that nobody closed spoils no other line."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    parting = max("\t;,", key=first.count)
    return [next(csv.reader([line], delimiter=parting), []) for line in lines]


def _columns(cells: Sequence[str]) -> list[str]:
    """What the columns are, where this line is a heading; else nothing."""
    folded = [fold_text(cell) for cell in cells]
    named = [next((name for name, words in WORDS.items() if cell in words), "") for cell in folded]
    return named if "name" in named and "email" in named else []


def _read(number: int, told: Mapping[str, str], offices: Mapping[str, int], office_id: int) -> Line:
    name, email, office, role = (told.get(part, "") for part in WORDS)
    error, found = "", office_id
    if not name or len(name) > MOST_NAME:
        error = _("The name is missing or too long.")
    elif kind := found_in(name):
        error = str(REASONS[kind])
    try:
        email = email_addresses.parse_address(email) if email else ""
    except Refused as no:
        error = error or str(no.reason)
    error = error or ("" if email else _("The e-mail address is missing."))
    if office:
        found = _find_office(fold_text(office), offices)
    error = error or ("" if found else _("There is no office “%(name)s”.", name=office[:60]))
    kind = next((code for code, words in ROLES.items() if fold_text(role) in words), "" if role else "producer")
    error = error or ("" if kind else _("There is no role “%(name)s”.", name=role[:60]))
    return Line(number, name[:MOST_NAME], email.lower()[:254], found, kind, error)


def _find_office(said: str, offices: Mapping[str, int]) -> int:
    """The office of that name, else the only one whose name holds these words, else 0."""
    holding = [id_ for name, id_ in offices.items() if said in name]
    return offices.get(said) or (holding[0] if len(holding) == 1 else 0)


def _twice() -> str:
    return _("This address stands in the list twice.")
