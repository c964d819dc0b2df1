"""Kinds of activity, each declared once by its feature: sentence, who hears of it, which screens it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.activity.models import Entry, Line

END_STREAMS = "end-streams"
"""The topic that ends the live streams of its audience: rights or sessions have changed."""

Topics = Callable[[Line, object], Iterable[tuple[str, str]]]
Audience = Callable[[Line, object], Iterable[int]]


def _nobody(_entry: Line, _subject: object) -> Iterable[int]:
    return ()


def _as_kept(entry: Entry) -> dict:
    return entry.facts


def _nowhere(_entry: Line, _subject: object) -> Iterable[tuple[str, str]]:
    return ()


@dataclass(frozen=True)
class Kind:
    """One kind.

    name: `feature.verb`, kept in the log for ever. sentence: lazy translatable, with `%(actor)s` and facts.
    topics: pairs (topic, audience) of the live signals, e.g. ("referral-42", "user:17"). hears: ids of the
    people who get an in-app notice. notice: the sentence of that notice (default: `sentence`). link: the
    address that the notice leads to. words: what fills the sentence, in the reader's language (default: the
    facts as they were kept), for facts that are codes. told: the whole notice in words for the person of that id
    (None: whoever hears of it), where not everybody may be told the same. private: concerns nobody but who hears
    it, so that it is not even in the administrators' log.
    """

    name: str
    sentence: object
    topics: Topics = _nowhere
    hears: Audience = _nobody
    notice: object = None
    link: Callable[[Entry], str] | None = None
    words: Callable[[Entry], dict] = _as_kept
    told: Callable[[Entry, int | None], str] | None = None
    private: bool = False


_kinds: dict[str, Kind] = {}


def declare_kind(kind: Kind) -> Kind:
    """Make `kind` known; raises ValueError when its name is taken by another."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"the kind {kind.name} is declared twice")
    return kind


def kind_of(entry: Entry | Line) -> Kind:
    """The kind of an entry of the log. Raises KeyError for a name that nobody declares."""
    return _kinds[entry.kind]


def find_kind(name: str) -> Kind:
    """The kind of that name. Raises KeyError."""
    return _kinds[name]


def every_kind() -> list[Kind]:
    """All kinds, for the tests of the house."""
    return list(_kinds.values())
