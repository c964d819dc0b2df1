"""Subjects that may not be written of a person (trust.md, privacy 9): a soft warning, in the words that were typed.

It refuses nothing: the person who writes knows better whether “young” is said of a firm or of somebody.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from portal.writing_help.lexicon import LONGEST, SUBJECTS, languages_of

NAMES = {
    "age": _l("age"),
    "family": _l("family life"),
    "health": _l("health"),
    "origin": _l("origin"),
    "religion": _l("religion"),
    "union": _l("union activity"),
    "appearance": _l("appearance"),
}


@dataclass(frozen=True, slots=True)
class Touched:
    """One subject that a text seems to touch, and the words that say so, as typed."""

    subject: str
    words: tuple[str, ...]

    @property
    def name(self):
        """What the subject is called."""
        return NAMES[self.subject]


def touched_in(text: str) -> tuple[Touched, ...]:
    """The protected subjects that `text` seems to touch; a few words in no clear language are read as both."""
    if not text:
        return ()
    found: dict[str, tuple[str, ...]] = {}
    for code in languages_of(text := text[:LONGEST]):
        words = SUBJECTS[code]
        rest = words.without("innocent", text)
        for subject in NAMES:
            found[subject] = (*found.get(subject, ()), *words.found(subject, rest))
    return tuple(Touched(subject, tuple(dict.fromkeys(words))[:3]) for subject, words in found.items() if words)
