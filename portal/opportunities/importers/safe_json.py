"""Opens a JSON file from a stranger: the postings of a list, each with the line on which it begins."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.opportunities.importers.row import Problem

BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True)
class JsonFeed:
    """How one board writes JSON: the name of the `items` ("" when the file is the list itself, or one posting), the
    `marks` (names that only this board gives to a posting), where the `reference` is, and `read_opportunity`, which
    turns a posting into an `OpportunityRow`."""

    items: str
    marks: frozenset[str]
    reference: str
    read_opportunity: object

    def recognises(self, root: object) -> bool:
        """Whether a file that holds `root` is of this board."""
        if self.items:
            root = root.get(self.items) if isinstance(root, dict) else None
        postings = root if isinstance(root, list) else [root]
        return any(isinstance(posting, dict) and self.marks <= posting.keys() for posting in postings)


def parse_json(data: bytes) -> tuple[str, object]:
    """The text of a file and what it holds. Raises `Problem` for malformed JSON."""
    try:
        text = data.decode("utf-8-sig")
        return text, json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError) as broken:
        line, column = getattr(broken, "lineno", 1), getattr(broken, "colno", 1)
        raise Problem(
            _l("This is not well-formed JSON (line %(line)s, column %(column)s).", line=line, column=column)
        ) from None


def find_postings(text: str, feed: JsonFeed) -> Iterator[tuple[int, object]]:
    """(line, posting) of a well-formed file that `feed` recognises, in its order."""
    decoder, line, counted = json.JSONDecoder(), 1, 0
    at = re.search(rf'"{feed.items}"\s*:\s*\[' if feed.items else r"\s*\[?", text).end()
    while (at := BETWEEN.match(text, at).end()) < len(text) and text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        posting, at = decoder.raw_decode(text, at)
        yield line, posting


def text_at(posting: object, path: str) -> str:
    """The text or the number at a path of names, trimmed; of a list its first; "" when there is none."""
    for name in path.split("/"):
        posting = posting[0] if isinstance(posting, list) and posting else posting
        posting = posting.get(name) if isinstance(posting, dict) else None
    return str(posting).strip() if isinstance(posting, str | int | float) else ""


def _refused(constant: str) -> None:
    raise ValueError(constant)
