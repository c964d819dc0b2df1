"""What a story is made of: its moves in plain values, its lines in words, who reads it and on which screen."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple

from portal.referrals.acknowledgements.voice_notes import VoiceNote
from portal.referrals.next_steps import labels as step_labels


class Planned(NamedTuple):
    """What was planned, by `NextStep`. is_open: it is still to come."""

    id: int
    kind: str
    day: date
    hour: time | None
    whom: str
    place: str
    is_open: bool

    @property
    def words(self) -> str:
        """What and when."""
        return step_labels.describe_step(self.kind, self.day, self.hour)

    @property
    def details(self) -> str:
        """With whom and where."""
        return step_labels.describe_details(self.whom, self.place)


class Line(NamedTuple):
    """One sentence of the story. tone: `accent`, `quiet` or ""; `private_note`, `reason`: empty for the referrer."""

    id: int
    at: datetime
    when: str
    """That moment in the words of the reader, of their time zone."""
    words: str
    icon: str
    tone: str
    by: str
    note: str
    private_note: str
    reason: str
    gesture: str
    """What it is besides a change of stage (`StageMove.gesture`)."""
    is_shut: bool
    """Whether what was written or said stays hidden."""
    voice: VoiceNote | None = None
    step: Planned | None = None
    """What was planned by it, while that is still to come."""
    may_reply: bool = False
    """Whether its reader may reply to it: somebody of the office wrote it to them."""
    candidate_note: str = ""
    """What was written to the candidate, for the office."""
    candidate_told: tuple[str, ...] = ()
    """That the candidate heard of it, and how: in sentences."""


class Reader(NamedTuple):
    """Who reads. own: it is the referrer; named: the candidate's name may be shown; private: internal notes too."""

    own: bool
    named: bool
    private: bool


class Move(NamedTuple):
    """What a story tells of a `StageMove`, in plain values."""

    id: int
    from_stage: str | None
    to_stage: str
    by_name: str
    at: datetime
    note: str
    private_note: str
    gesture: str
    reason: str
    undoes_id: int | None
    to_name: str
    replies_to_id: int | None
    candidate_note: str
    candidate_told_on: date | None
    step: Planned | None = None
    """What it planned, changed or ended."""


class Names(NamedTuple):
    """Whom the sentences name. candidate: empty for who may not know it."""

    candidate: str
    referrer: str
    office: str


class Screen(NamedTuple):
    """What words depend on besides what they say: how the reader reads, and what stages are called and tell."""

    language: str
    timezone: str
    rules: str
