"""How much a text says of somebody: praise alone, a fact, or a moment seen. It weighs the text, never the person.

No network and no model: the words of `lexicons/`, and three rules. What it is worth is measured in docs/guidance.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.writing_help.lexicon import LANGUAGES, LONGEST, languages_of

ASKED = ("what", "when", "where", "result")
"""What makes a text specific, in the order in which a person tells it."""
MOST_QUOTED = 4
_LEAST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a text holds. `strength`: `none`, `empty`, `half` or `specific`; `praise`: its words, as typed."""

    language: str
    strength: str
    praise: tuple[str, ...] = ()
    has: frozenset[str] = frozenset()

    @property
    def missing(self) -> tuple[str, ...]:
        """What would make it more specific; nothing once it is."""
        if self.strength == "specific":
            return ()
        return tuple(part for part in ASKED if part not in self.has)


def weigh_text(text: str) -> Weighed:
    """Weigh `text`, in the language in which it is written, whatever the language of the screen."""
    words = LANGUAGES[languages_of(text := text[:LONGEST])[0]]
    if len(text.split()) < _LEAST_WORDS:
        return Weighed(words.code, "none")
    praise = words.found("praise", text)
    rest = words.without("praise", words.without("idle", text))
    has = frozenset(part for part in (*ASKED, "fact") if words.holds(part, rest))
    return Weighed(words.code, _strength(has), praise[:MOST_QUOTED], has)


def _strength(has: frozenset[str]) -> str:
    """A deed with its result, at a time or a place, is a moment; anything that can be checked is half of one."""
    if {"what", "result"} <= has and has & {"when", "where"}:
        return "specific"
    return "half" if has else "empty"
