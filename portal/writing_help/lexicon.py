"""The words by which a text is weighed, and the subjects that are not written of: `lexicons/*/<language>.txt`.

How a line is read is said at the top of `lexicons/praise/fr.txt`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from portal.config.languages import CODES
from portal.core.caches import cached

LONGEST = 4000
"""How much of a text is read, in characters: no field takes more."""
_LEXICONS = Path(__file__).with_name("lexicons")
_REST = re.compile(r"(?<!\\w)(?<=[^\W_])\*")
_ACCENTS = {"é": "[ée]", "è": "[èe]", "ê": "[êe]", "à": "[àa]", "â": "[âa]", "î": "[îi]", "ô": "[ôo]", "û": "[ûu]"}
_ACCENTS |= {"ç": "[çc]", "ë": "[ëe]", "ï": "[ïi]", "œ": "(?:œ|oe)", "ù": "[ùu]"}


@dataclass(frozen=True)
class Lexicon:
    """The patterns of one language, by section."""

    code: str
    patterns: dict[str, re.Pattern]

    def found(self, section: str, text: str) -> tuple[str, ...]:
        """What `section` finds in `text`, as it is typed, each once, in the order of the text."""
        return tuple(dict.fromkeys(match[0] for match in self.patterns[section].finditer(_straight(text))))

    def holds(self, section: str, text: str) -> bool:
        """Whether `text` holds something of `section`."""
        return self.patterns[section].search(_straight(text)) is not None

    def count(self, section: str, text: str) -> int:
        """How often `text` holds something of `section`."""
        return sum(1 for _match in self.patterns[section].finditer(_straight(text)))

    def without(self, section: str, text: str) -> str:
        """`text` with dots where `section` found something."""
        return self.patterns[section].sub("…", _straight(text))


def _straight(text: str) -> str:
    return text.replace("’", "'")


def read_lexicon(code: str, path: Path) -> Lexicon:
    """Read the lexicon of language `code`. Raises re.error for a pattern that is none."""
    sections: dict[str, list[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            lines = sections.setdefault(line[1:-1], [])
        elif line.strip() and not line.startswith(";"):
            lines.append(_pattern(line.strip(), code))
    return Lexicon(code, {name: re.compile("|".join(lines), re.IGNORECASE) for name, lines in sections.items()})


@cached(None)
def _spelled(code: str) -> str:
    """The numbers that are written in letters."""
    lines = (_LEXICONS / "numbers" / f"{code}.txt").read_text("utf-8").splitlines()
    return "|".join(line for line in lines if not line.startswith(";"))


def _pattern(line: str, code: str) -> str:
    """The regular expression of one line."""
    spelled = _spelled(code)
    number = rf"(?:\d+(?:[.,\s]\d+){{0,3}}|(?:{spelled})(?:[- ](?:et-)?(?:{spelled}|un)){{0,3}})"
    name = r"(?-i:[A-ZÀ-Ý])[\w'-]*"
    exact = line.startswith("!")
    line = line.removeprefix("!")
    if not exact:
        line = "".join(_ACCENTS.get(letter, letter) for letter in _REST.sub(r"\\w*", line))
    line = line.replace("#", number).replace("@", name).replace(" ?", r"\s*").replace(" ", r"\s+")
    if exact:
        line = f"(?-i:{line})"
    begin = r"(?<!\w)" if re.match(r"[\w(\[]", line) else ""
    end = r"(?!\w)" if not line.endswith("'") else ""
    return f"{begin}(?:{line}){end}"


def _of(folder: str) -> dict[str, Lexicon]:
    paths = sorted((_LEXICONS / folder).glob("*.txt"))
    return {path.stem: read_lexicon(path.stem, path) for path in paths}


LANGUAGES = _of("praise")
SUBJECTS = _of("subjects")


def languages_of(text: str) -> tuple[str, ...]:
    """The language of which `text` holds most small words; all that hold as many when it does not say."""
    counts = {code: LANGUAGES[code].count("function", text) for code in CODES if code in LANGUAGES}
    return tuple(code for code, count in counts.items() if count == max(counts.values()))
