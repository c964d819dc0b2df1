"""A word to the referrer without a change of stage: it ends the silence, and joins the story."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.activity.kinds import Kind
from portal.activity.log import record
from portal.core.db import db
from portal.core.forbidden_numbers import refuse_in
from portal.referrals import silence, stages
from portal.referrals.activities import NOTED
from portal.referrals.models import Referral, StageMove


def tell(referral: Referral, note: str, *, by: User, now: datetime, gesture: str = "", kind: Kind = NOTED) -> StageMove:
    """Give the referrer news in words: `note`, cleaned. News is then due as after a move.

    `gesture` says what it is more than a word (see `StageMove.gesture`), `kind` how the log tells it. Raises Refused
    when the note holds an identifier that must not be kept.
    """
    refuse_in(note)
    promised = silence.promise(referral.stage, now, referral.office, referral.recruiter_answer)
    stages.touch(referral, referral.version, last_news_at=now, **promised)
    line = StageMove(referral_id=referral.id, from_stage=referral.stage, to_stage=referral.stage, note=note)
    line.by_id, line.by_name, line.at, line.gesture = by.id, by.name, now, gesture
    db.session.add(line)
    record(kind, referral, by=by, now=now)
    return line
