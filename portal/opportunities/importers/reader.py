"""The way in: recognises a file by its content and reads every row of it that can be read."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from portal.config.languages import in_each
from portal.opportunities.importers import safe_json, spreadsheets
from portal.opportunities.importers.formats import (
    apec,
    digitalrecruiters,
    engagementjeunes,
    hellowork,
    jobbank,
    jobteaser,
    jooble,
    laposte,
    meteojob,
    placepublique,
    talentsoft,
    talentview,
    wanted,
)
from portal.opportunities.importers.parsing import unescape_text
from portal.opportunities.importers.row import BadRow, OpportunityRow, Problem, check_row
from portal.opportunities.importers.safe_xml import parse_xml

LARGEST = 20 * 1024 * 1024
MOST_ROWS = 5_000
PLAIN = (*in_each("title"), "city", "region", "employer")
"""Texts of one line, in which boards leave HTML entities."""
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


def read_rows(data: bytes, filename: str = "") -> tuple[list[OpportunityRow], list[BadRow]]:
    """The good rows and the bad ones, each in the order of the file.

    The form is told by the content; `filename` only serves to name the file when nothing is recognised.
    A file that can't be read at all gives one `BadRow` with line 0. Nothing is raised for bad content.
    """
    good: list[OpportunityRow] = []
    bad: list[BadRow] = []
    firsts: dict[str, Place] = {}
    try:
        if len(data) > LARGEST:
            raise Problem(_l("The file is larger than %(size)s MB.", size=LARGEST // 1024 // 1024))
        in_one_line = len(data.strip().splitlines()) == 1
        for number, (line, reference, read_one) in enumerate(_items(data, filename), 1):
            place = Place(line, number if in_one_line else 0)
            first = firsts.setdefault(reference, place) if reference else place
            _take(place, reference, read_one if first is place else _again(first), good, bad)
    except Problem as problem:
        bad.append(BadRow(line=0, reason=problem.reason))
    return good, bad


class Place(NamedTuple):
    """Where a posting stands: its `line`, or its number in a file of one single line, else 0."""

    line: int
    item: int


def _take(place, reference, read_one, good, bad) -> None:
    """Reads one posting into the good rows, or says in the bad ones why not."""
    try:
        if len(good) + len(bad) >= MOST_ROWS:
            raise Problem(
                lazy_ngettext(
                    "Only the first row of a file is read.",
                    "Only the first %(num)s rows of a file are read.",
                    MOST_ROWS,
                )
            )
        row = read_one()
        row.external_id, row.line, row.item = reference, *place
        for name in PLAIN:
            setattr(row, name, unescape_text(getattr(row, name)))
        good.append(check_row(row))
    except Problem as problem:
        bad.append(BadRow(**place._asdict(), external_id=reference[:120], reason=problem.reason))


def _again(first: Place):
    """A reading that refuses a reference which an earlier posting has already."""

    def read_one():
        if first.item:
            raise Problem(_l("The reference is already used by item %(item)s.", item=first.item))
        raise Problem(_l("The reference is already used on line %(line)s.", line=first.line))

    return read_one


def _items(data: bytes, filename: str):
    """(line, reference, reading) of each posting. XML starts with `<` and JSON with `{` or `[`, after a byte order
    mark or blanks; XML may be in UTF-16."""
    start = data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    if start.startswith(b"<"):
        return _xml_items(data)
    return _json_items(data) if start.startswith((b"{", b"[")) else spreadsheets.read_items(data, filename)


def _json_items(data: bytes):
    text, root = safe_json.parse_json(data)
    for feed in JSON_FEEDS:
        if feed.recognises(root):
            return (_json_item(feed, line, posting) for line, posting in safe_json.find_postings(text, feed))
    raise Problem(_l("This JSON is not one of the feeds we read."))


def _json_item(feed, line: int, posting):
    return line, safe_json.text_at(posting, feed.reference), lambda: feed.read_opportunity(posting)


def _xml_items(data: bytes):
    root = parse_xml(data.lstrip(b" \t\r\n"))
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
    return item.sourceline or 0, (reference or "").strip(), lambda: feed.read_opportunity(item)
