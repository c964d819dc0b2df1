"""The two halves of an introduction in plain words: what the candidate and the recruiter have said."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.referrals.record.models import StageMove
from portal.referrals.stages.definitions import FIRST
from portal.referrals.stages.gestures import ANSWER, REPLY


@dataclass(frozen=True, slots=True)
class IntroductionStatus:
    """What each side has said so far. `recruiter_said`: `waiting`, `more` or `accepted`."""

    candidate_agreed: bool
    recruiter_said: str
    recruiter: str
    """Their name; empty as long as nobody holds the referral."""

    @property
    def candidate(self) -> str:
        """What the candidate has said, in a sentence without its point."""
        return _("The candidate has said yes") if self.candidate_agreed else _("The candidate has not answered yet")

    @property
    def office(self) -> str:
        """What the office has said."""
        if not self.recruiter:
            return _("No recruiter has answered yet")
        return {
            "accepted": _("%(name)s has accepted", name=self.recruiter),
            "more": _("%(name)s asks to know more first", name=self.recruiter),
        }.get(self.recruiter_said) or _("%(name)s has not answered yet", name=self.recruiter)


def status_of(row, recruiter: str | None) -> IntroductionStatus | None:
    """The halves of a proposed introduction (a referral, or a row with its columns); None once it is more, or ended."""
    if row.stage != FIRST:
        return None
    return IntroductionStatus(row.agreed_at is not None, row.recruiter_answer, recruiter or "")


def is_closed(move: StageMove, *, opened: bool) -> bool:
    """Whether the words of this line stay hidden from the office, because the introduction is not `opened`.

    What the referrer answers to a question or replies may tell of the person; so may whatever was written after an
    opening, when the candidate has withdrawn since: that is everything beyond `awaiting_consent`.
    """
    if opened:
        return False
    return move.gesture in (ANSWER, REPLY) or FIRST not in (move.from_stage, move.to_stage)
