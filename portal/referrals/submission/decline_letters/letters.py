"""What to answer to somebody who asks to be referred: a letter to be changed, copied or sent from one's own mail."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from portal.config.languages import SOURCE

_LETTERS = tomllib.loads(Path(__file__).with_name("letters.toml").read_text("utf-8"))
ANSWERS = tuple(name for name, letter in _LETTERS[SOURCE].items() if isinstance(letter, dict))
WAYS = tuple(_LETTERS)
"""Language and, where it has several, form of address: `fr-tu`."""


def language_of(way: str) -> str:
    """The language of one of WAYS."""
    return way.partition("-")[0]


def usual_way(language: str) -> str:
    """The way in which a letter in `language` is written unless one is chosen."""
    ways = [way for way in WAYS if language_of(way) == language] or WAYS
    return max(ways, key=lambda way: _LETTERS[way].get("usual", False))


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject, and a text with LF line ends, in `language`."""

    subject: str
    text: str
    language: str

    def mailto(self, address: str = "") -> str:
        """The address that opens it in the person's own mail program (RFC 6068: CRLF, everything quoted)."""
        body = quote(self.text.replace("\n", "\r\n"), safe="")
        return f"mailto:{quote(address, safe='@+')}?subject={quote(self.subject, safe='')}&body={body}"


def write_letter(answer: str, way: str, *, name: str, me: str) -> Letter:
    """The letter of `answer` (one of ANSWERS) in `way` (one of WAYS), to `name` (may be ""), signed `me`."""
    words = _LETTERS[way]
    greeting = words["greeting"].replace("{name}", name) if name else words["greeting_nobody"]
    parts = (greeting, words[answer]["letter"].strip(), words["closing"].replace("{me}", me))
    return Letter(words[answer]["subject"], "\n\n".join(parts), language_of(way))
