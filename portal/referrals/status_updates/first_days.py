"""On the first day of work of who is hired their referrer gets a word: that day in the office, once and never late."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from portal.activity.models import Entry
from portal.core.db import db
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.definitions import HIRED
from portal.referrals.stages.labels import is_told
from portal.referrals.status_updates.events import BEGINS

HOUR = 8
"""Of the office: from then on the word leaves."""
DAY = timedelta(days=1)


def tell_beginnings(now: datetime) -> int:
    """Tell the referrers of those who begin today; how many. Again it tells nobody, nor where the stage is untold."""
    if not is_told(HIRED):
        return 0
    told = exists().where(Entry.kind == BEGINS.name, Entry.subject_type == "referral", Entry.subject_id == Referral.id)
    around = Referral.begins_on.between((now - DAY).date(), (now + DAY).date())  # whatever the zone of the office
    due = select(Referral).join(Candidate).where(around, Referral.stage == HIRED, Referral.opened_at.is_not(None))
    due = due.where(Candidate.erased_at.is_(None), ~told).options(joinedload(Referral.office)).order_by(Referral.id)
    begun = [referral for referral in db.session.scalars(due) if _is_the_day(referral, now)]
    for referral in begun:
        transitions.add_line(referral, BEGINS, by=None, now=now, line={"gesture": "begins"})
    return len(begun)


def _is_the_day(referral: Referral, now: datetime) -> bool:
    there = now.astimezone(ZoneInfo(referral.office.timezone))
    return there.date() == referral.begins_on and there.hour >= HOUR
