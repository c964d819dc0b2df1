"""Who of the office saw whom: kept at each view of an identity, at most once an hour (trust.md, privacy 8)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.accounts.models import User
from portal.activity.log import record
from portal.activity.models import Entry
from portal.core.db import db, writing
from portal.referrals.activities import IDENTITY_SEEN
from portal.referrals.models import Referral

AGAIN = timedelta(hours=1)


def is_due(referral: Referral, *, by: User, now: datetime) -> bool:
    """Whether `by`, who reads the identity as staff, has no sighting of this referral in the last hour."""
    if referral.referrer_id == by.id:
        return False
    seen = select(Entry.id).where(
        Entry.subject_type == Referral.__tablename__,
        Entry.subject_id == referral.id,
        Entry.kind == IDENTITY_SEEN.name,
        Entry.actor_id == by.id,
        Entry.at > now - AGAIN,
    )
    return db.session.scalar(seen.limit(1)) is None


def keep(referral: Referral, *, by: User, now: datetime) -> None:
    """Record that `by` saw whom the referral is about, in a unit of work of its own: reading changes nothing else."""
    candidate_id = referral.candidate_id
    with writing():
        record(IDENTITY_SEEN, referral, by=by, now=now, candidate=candidate_id)
