"""The end of ownership: the recruiter hears 30 days before, once, that somebody else may soon refer the person too."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import exists, select

from portal.activity.log import record
from portal.activity.models import Entry
from portal.core.db import db
from portal.referrals.duplicates.events import OWNERSHIP_ENDS
from portal.referrals.record.models import Candidate, Referral

BEFORE = timedelta(days=30)


def remind_holders(now: datetime) -> int:
    """Tell who holds the referrals whose ownership ends within 30 days; how many were told. Again it tells nobody."""
    days = timedelta(days=current_app.config["SETTINGS"].ownership_days)
    told = exists().where(
        Entry.kind == OWNERSHIP_ENDS.name, Entry.subject_type == "referral", Entry.subject_id == Referral.id
    )
    ending = (
        select(Referral)
        .join(Candidate)
        .where(
            Referral.created_at > now - days,
            Referral.created_at <= now - days + BEFORE,
            Referral.closed_at.is_(None),
            Candidate.erased_at.is_(None),
            ~told,
        )
    )
    found = db.session.scalars(ending.order_by(Referral.id)).all()
    for referral in found:
        record(OWNERSHIP_ENDS, referral, by=None, now=now)
    return len(found)
