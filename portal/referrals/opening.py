"""The introduction opens when both have agreed, each on their own: the one place where that rule stands."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.activity.log import record
from portal.core import outbox
from portal.core.db import db
from portal.referrals import finding, sightings, silence, stages
from portal.referrals.activities import OPENED
from portal.referrals.models import Referral, StageMove

BEFORE, AFTER = "awaiting_consent", "received"


def open_when_agreed(referral: Referral, *, by: User | None, now: datetime) -> bool:
    """Open the introduction if the candidate has agreed and the recruiter has accepted; whether it opened now.

    `by` is the recruiter whose answer made it complete, or None when it was the candidate's yes. From then on the
    office may read whom it is about; both are written to, the referrer is told. Called again it changes nothing.
    Raises Conflict when somebody changed the referral meanwhile.
    """
    if referral.opened_at is not None or referral.stage != BEFORE:
        return False
    if referral.agreed_at is None or referral.recruiter_answer != "accepted":
        return False
    changes = {"stage": AFTER, "stage_since": now, "opened_at": now, "last_news_at": now}
    changes |= silence.promise(AFTER, now, referral.office)
    if referral.recruiter_id is None and by is not None:
        changes["recruiter_id"] = by.id
    stages.touch(referral, referral.version, **changes)
    db.session.expire(referral, ["recruiter"])
    _write_history(referral, by or referral.recruiter, now)
    finding.put(referral)
    record(OPENED, referral, by=by, now=now, referrer=referral.referrer_id)
    _write_to_both(referral, now)
    return True


def _write_history(referral: Referral, who: User | None, now: datetime) -> None:
    line = StageMove(referral_id=referral.id, from_stage=BEFORE, to_stage=AFTER, at=now)
    line.by_id, line.by_name = (who.id, who.name) if who else (None, "")
    db.session.add(line)


def _write_to_both(referral: Referral, now: datetime) -> None:
    """One letter to each, composed when it leaves: what is corrected or withdrawn meanwhile is respected."""
    candidate, recruiter = f"candidate:{referral.candidate_id}", f"user:{referral.recruiter_id}"
    key = f"introduction:{referral.id}"
    outbox.post("introductions.to_candidate", to=candidate, key=f"{key}:candidate", now=now, referral=referral.id)
    if referral.recruiter_id is not None:
        outbox.post("introductions.to_recruiter", to=recruiter, key=f"{key}:recruiter", now=now, referral=referral.id)
        sightings.note("letter", [referral.id], by=referral.recruiter, now=now)
