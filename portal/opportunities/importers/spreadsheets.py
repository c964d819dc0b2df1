"""Spreadsheets saved as text, with what Excel, Numbers and LibreOffice put around them."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator
from types import ModuleType

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from portal.opportunities.importers import relais_csv
from portal.opportunities.importers.formats import leboncoin
from portal.opportunities.importers.row import OpportunityRow, Problem

Item = tuple[int, str, Callable[[], OpportunityRow]]
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ",;\t"
MOST_AGAIN = 200
"""How often a file is read anew after an unclosed quotation mark: each time costs up to the whole rest of it."""


class Lines:
    """The lines of a file as `csv` takes them, from a place that can be set back."""

    def __init__(self, lines: list[str]):
        self.lines, self.at = lines, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def read_items(data: bytes, filename: str) -> Iterator[Item]:
    """(line, reference, reading) of each row of a CSV of ours or of a board's. Raises `Problem` for other files."""
    lines = Lines(list(io.StringIO(_decoded(data), newline="")))
    while lines.at < len(lines.lines):
        delimiter = _delimiter(lines)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            header = [name.strip().lower() for name in next(reader, [])]
        except csv.Error:
            header = []
        while header and not header[-1]:  # Excel keeps columns that were emptied
            header.pop()
        if set(header) >= leboncoin.MARKS:
            return _rows(lines, delimiter, header, leboncoin)
        named = [relais_csv.find_column(name) for name in header]
        if relais_csv.TITLES & set(named):
            _check_header(named)
            return _rows(lines, delimiter, named, relais_csv)
        if len(header) > 1:
            break
        # Numbers writes the name of its table on a line of its own
    raise Problem(_l("“%(name)s” is not a file we recognize.", name=filename[:80]))


def _decoded(data: bytes) -> str:
    """UTF-8, or the UTF-16 of Excel's “Unicode text”; accents as one character, as macOS writes them apart."""
    try:
        text = data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(_l("The file is not in UTF-8. In Excel, save it as “CSV UTF-8”.")) from None
    return unicodedata.normalize("NFC", text)


def _delimiter(lines: Lines) -> str:
    """What separates the cells of the line to come, or what Excel's own line `sep=;` says, which is passed over."""
    first = lines.lines[lines.at]
    if first[:4].lower() == "sep=" and len(first.strip("\r\n")) == 5:
        lines.at += 1
        return first[4]
    return max(DELIMITERS, key=first.count)


def _check_header(header: list[str]) -> None:
    for name in header:
        if name not in relais_csv.COLUMNS:
            raise Problem(_l("The column “%(column)s” is not known.", column=name[:40]))
        if header.count(name) > 1:
            raise Problem(_l("The column “%(column)s” is there twice.", column=name))


def _rows(lines: Lines, delimiter: str, header: list[str], feed: ModuleType) -> Iterator[Item]:
    """Each record with the line where it starts; a blank line is nobody's mistake.

    A record that swallows the rows after it, by a quotation mark that is never closed, is left alone, and reading
    goes on with the line after its first.
    """
    reader, again = csv.reader(lines, delimiter=delimiter, strict=True), 0
    while lines.at < len(lines.lines):
        start = lines.at
        try:
            cells = _trimmed(next(reader, []), len(header))
        except csv.Error:
            cells = None
        if again < MOST_AGAIN and _swallows(lines, start, cells, delimiter, header):
            lines.at, again = start + 1, again + 1
            cells = None
        if cells is None:
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            yield start + 1, "", _broken
        elif any(cell.strip() for cell in cells):
            record = dict(zip(header, cells, strict=False))
            yield start + 1, record.get(feed.REFERENCE, "").strip(), _reading(feed, header, cells, record)


def _trimmed(cells: list[str], width: int) -> list[str]:
    """The cells without the empty ones beyond the last named column."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells


def _swallows(lines: Lines, start: int, cells: list[str] | None, delimiter: str, header: list[str]) -> bool:
    """Whether a record of several lines that can't be read may have rows inside it."""
    if cells is None:
        return True
    if len(cells) == len(header):
        return False
    inside = csv.reader(lines.lines[start + 1 : lines.at], delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return any(len(_trimmed(row, len(header))) == len(header) for row in inside)


def _reading(
    feed: ModuleType, header: list[str], cells: list[str], record: dict[str, str]
) -> Callable[[], OpportunityRow]:
    def read_one():
        if len(cells) != len(header):
            raise Problem(
                lazy_ngettext(
                    "The row has %(num)s cell instead of %(due)s.",
                    "The row has %(num)s cells instead of %(due)s.",
                    len(cells),
                    due=len(header),
                )
            )
        return feed.read_opportunity(record)

    return read_one


def _broken():
    raise Problem(_l("The quotation marks or the length of this row can’t be read."))
