"""The way in: recognises a file by its content and reads every row of it that can be read."""

import csv
import io

from flask_babel import lazy_gettext as _l

from portal.opportunities.feeds import (
    apec,
    digitalrecruiters,
    engagementjeunes,
    hellowork,
    jobbank,
    jobteaser,
    jooble,
    laposte,
    leboncoin,
    meteojob,
    objects,
    own,
    placepublique,
    talentsoft,
    talentview,
    wanted,
)
from portal.opportunities.feeds.documents import parse
from portal.opportunities.feeds.rows import BadRow, Problem, RoleRow, check

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 5_000
XML_READERS = (
    hellowork,
    apec,
    jobteaser,
    jooble,
    meteojob,
    talentview,
    laposte,
    talentsoft,
    jobbank,
    wanted,
    placepublique,
)
XML_FEEDS = tuple(feed for reader in XML_READERS for feed in reader.FEEDS)
JSON_READERS = (digitalrecruiters, engagementjeunes, talentsoft)
JSON_FEEDS = tuple(feed for reader in JSON_READERS for feed in reader.JSON_FEEDS)


def read(data: bytes, filename: str = "") -> tuple[list[RoleRow], list[BadRow]]:
    """The good rows and the bad ones, each in the order of the file.

    The form is told by the content; `filename` only serves to name the file when nothing is recognised.
    A file that can't be read at all gives one `BadRow` with line 0. Nothing is raised for bad content.
    """
    good: list[RoleRow] = []
    bad: list[BadRow] = []
    lines: dict[str, int] = {}
    try:
        if len(data) > LARGEST:
            raise Problem(_l("The file is larger than %(size)s MB.", size=LARGEST // 1024 // 1024))
        items = _items(data, filename)
        for line, reference, read_one in items:
            first = lines.setdefault(reference, line) if reference else line
            _take(line, reference, read_one if first == line else _again(first), good, bad)
    except Problem as problem:
        bad.append(BadRow(line=0, reason=problem.reason))
    return good, bad


def _take(line, reference, read_one, good, bad) -> None:
    """Reads one posting into the good rows, or says in the bad ones why not."""
    try:
        if len(good) + len(bad) >= MOST_ROWS:
            raise Problem(_l("Only the first %(count)s rows of a file are read.", count=MOST_ROWS))
        row = read_one()
        row.external_id, row.line = reference, line
        good.append(check(row))
    except Problem as problem:
        bad.append(BadRow(line=line, external_id=reference[:120], reason=problem.reason))


def _again(first: int):
    """A reading that refuses a reference which an earlier line has already."""

    def read_one():
        raise Problem(_l("The reference is already used on line %(line)s.", line=first))

    return read_one


def _items(data: bytes, filename: str):
    """(line, reference, reading) of each posting. XML starts with `<` and JSON with `{` or `[`, after a byte order
    mark or blanks; XML may be in UTF-16."""
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if start.startswith(b"<"):
        return _xml_items(data)
    return _json_items(data) if start.startswith((b"{", b"[")) else _csv_items(data, filename)


def _json_items(data: bytes):
    text, root = objects.parse(data)
    for feed in JSON_FEEDS:
        if feed.recognises(root):
            return (_json_item(feed, line, posting) for line, posting in objects.postings(text, feed))
    raise Problem(_l("This JSON is not one of the feeds we read."))


def _json_item(feed, line: int, posting):
    return line, objects.said(posting, feed.reference), lambda: feed.role(posting)


def _xml_items(data: bytes):
    root = parse(data.lstrip(b" \t\r\n"))
    for feed in XML_FEEDS:
        if root.tag != feed.root:
            continue
        items = [root] if feed.item == "." else root.findall(feed.item)
        if any(item.find(feed.mark) is not None for item in items):
            return (_xml_item(feed, item) for item in items)
    raise Problem(_l("This XML is not one of the feeds we read."))


def _xml_item(feed, item):
    attribute = feed.reference.startswith("@")
    reference = item.get(feed.reference[1:]) if attribute else item.findtext(feed.reference)
    return item.sourceline or 0, (reference or "").strip(), lambda: feed.role(item)


def _csv_items(data: bytes, filename: str):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(_l("The file is not in UTF-8. In Excel, save it as “CSV UTF-8”.")) from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error:
        header = []
    if set(header) >= leboncoin.MARKS:
        return _csv_rows(reader, header, leboncoin)
    header = [own.column(name) for name in header]
    if own.TITLES & set(header):
        _check_header(header)
        return _csv_rows(reader, header, own)
    raise Problem(_l("“%(name)s” is not a file we recognise.", name=filename[:80]))


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return ";" if first.count(";") > first.count(",") else ","


def _check_header(header: list[str]) -> None:
    for name in header:
        if name not in own.COLUMNS:
            raise Problem(_l("The column “%(column)s” is not known.", column=name[:40]))
        if header.count(name) > 1:
            raise Problem(_l("The column “%(column)s” is there twice.", column=name))


def _csv_rows(reader, header, feed):
    """Each record with the line where it starts; a blank line is nobody's mistake."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, "", _broken
            continue
        if any(cell.strip() for cell in cells):
            record = dict(zip(header, cells, strict=False))
            yield line, record.get(feed.REFERENCE, "").strip(), _reading(feed, header, cells, record)


def _reading(feed, header, cells, record):
    def read_one():
        if len(cells) != len(header):
            raise Problem(_l("The row has %(found)s cells instead of %(due)s.", found=len(cells), due=len(header)))
        return feed.role(record)

    return read_one


def _broken():
    raise Problem(_l("The quotation marks or the length of this row can’t be read."))
