"""The transition table: every way that a referral may take from stage to stage, whoever brings it there."""

from __future__ import annotations

from dataclasses import dataclass

from portal.referrals.stages.definitions import (
    AFTER_YES,
    FIRST,
    NOT_SELECTED,
    OPEN,
    OUTCOMES,
    STAGES,
    TAKEN_BACK,
    ways_from,
)
from portal.referrals.stages.labels import stage_label

TABLE: dict[str, tuple[str, ...]] = {stage.code: ways_from(stage) for stage in STAGES}
"""Where a referral may go from each stage. Forward steps may be skipped, steps back are shown as such."""
NOT_BY_HAND = {(FIRST, AFTER_YES), (FIRST, NOT_SELECTED), (FIRST, TAKEN_BACK)}
"""Ways that only the answers to an introduction take, or its referrer: no recruiter moves it there."""


@dataclass(frozen=True, slots=True)
class AllowedMove:
    """One stage that a referral may go to. kind: `forward`, `back`, `outcome` or `reopen`."""

    stage: str
    kind: str

    @property
    def label(self) -> str:
        """The stage's name in the reader's language."""
        return stage_label(self.stage)


def allowed_moves(stage: str, *, agreed: bool) -> list[AllowedMove]:
    """Where somebody may move a referral at `stage`; nothing but an end before the candidate `agreed`."""
    by_hand = (to for to in TABLE.get(stage, ()) if (stage, to) not in NOT_BY_HAND)
    return [AllowedMove(to, _kind(stage, to)) for to in by_hand if agreed or to in OUTCOMES]


def _kind(stage: str, to: str) -> str:
    if to in OUTCOMES:
        return "outcome"
    if stage in OUTCOMES:
        return "reopen"
    return "back" if OPEN.index(to) < OPEN.index(stage) else "forward"
