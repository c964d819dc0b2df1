"""A word to the referrer without a change of stage: it ends the silence, and joins the story."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.activity.event_types import Kind
from portal.core.forbidden_numbers import refuse_in
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.events import NOTED
from portal.referrals.stages.transitions import Step


def tell_referrer(
    referral: Referral,
    note: str,
    *,
    by: User,
    now: datetime,
    gesture: str = "",
    kind: Kind = NOTED,
    private_note: str = "",
) -> Step:
    """Give the referrer news in words: `note`, cleaned. News is then due as after a move.

    `gesture` says what it is more than a word (see `StageMove.gesture`), `kind` how the log tells it; `private_note`
    stays in the office. Raises Refused when one of both holds an identifier that must not be kept.
    """
    refuse_in(note, private_note)
    line = {"note": note, "gesture": gesture, "private_note": private_note}
    return transitions.apply(referral, referral.stage, kind=kind, by=by, now=now, line=line, last_news_at=now)
