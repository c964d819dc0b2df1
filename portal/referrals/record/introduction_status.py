"""The two halves of an introduction in plain words: what the candidate and the recruiter have said."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.referrals.record.models import StageMove
from portal.referrals.stages.definitions import FIRST

SAID = {
    "accepts": (_l("%(by)s would like to meet this person."), _l("%(by)s accepted the introduction.")),
    "question": (_l("%(by)s would like to know more first."), _l("%(by)s asked %(to)s for details first.")),
    "answer": (_l("You added details."), _l("%(by)s added details.")),
    "recorded": (
        _l("%(by)s recorded that this person agreed. They can say that it is not so."),
        _l("%(by)s recorded that this person agreed. They can say that it is not so."),
    ),
    "to_confirm": (
        _l("%(by)s recorded that this person agreed. A second person at the office has to confirm it."),
        _l("%(by)s recorded that this person agreed. A second person at the office has to confirm it."),
    ),
    "confirmed": (
        _l("%(by)s confirmed the recorded consent. The person can say that it is not so."),
        _l("%(by)s confirmed the recorded consent. The person can say that it is not so."),
    ),
    "set_aside": (
        _l("%(by)s set the recorded consent aside: it does not count."),
        _l("%(by)s set the recorded consent aside: it does not count."),
    ),
    "declines": (_l("%(by)s declined the introduction."), _l("%(by)s declined the introduction.")),
}
"""The sentence of each line, by its gesture: for the referrer, and for the office."""


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


def answer_sentence(move: StageMove, *, own: bool) -> str | None:
    """The sentence, still with its %(by)s and %(to)s, of a line that is an answer to an introduction; else None."""
    pair = SAID.get(move.gesture)
    return str(pair[0 if own else 1]) if pair else None


def is_closed(move: StageMove, *, opened: bool) -> bool:
    """Whether the words of this line stay hidden from the office, because the introduction is not `opened`.

    What the referrer answers to a question may tell of the person; so may whatever was written after an opening,
    when the candidate has withdrawn since: that is everything beyond `awaiting_consent`.
    """
    if opened:
        return False
    return move.gesture == "answer" or FIRST not in (move.from_stage, move.to_stage)
