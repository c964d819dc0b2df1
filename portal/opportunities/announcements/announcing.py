"""A new role is announced once: in the morning of its office, or at once when its recruiter says that it is urgent."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.activity.log import record
from portal.core.business_days import latest_hour
from portal.core.db import db
from portal.opportunities import events
from portal.opportunities.announcements.events import ANNOUNCED, ANNOUNCED_AT_ONCE
from portal.opportunities.models import Opportunity

HOUR = 7
"""O’clock, where the office is: before the daily e-mails, which leave at 8."""
OLD = timedelta(days=8)
"""A role that was open for longer (an import, a worker that was away for long) is no news any more."""


def announce_role(role: Opportunity, *, by: User | None, now: datetime, urgent: bool = False) -> bool:
    """Tell the producers whom `role` fits, once, whoever comes first; whether this call was it."""
    unsaid = update(Opportunity).where(Opportunity.id == role.id, Opportunity.announced_at.is_(None))
    if not db.session.execute(unsaid.values(announced_at=now)).rowcount:
        return False
    record(ANNOUNCED_AT_ONCE if urgent else ANNOUNCED, role, by=by, now=now, **events.facts_of(role))
    return True


def announce_new_roles(now: datetime) -> int:
    """Duty: announce the roles that were open when it was HOUR in their office and still are; how many."""
    new = select(Opportunity).where(Opportunity.state == "open", Opportunity.announced_at.is_(None))
    new = new.options(joinedload(Opportunity.office)).order_by(Opportunity.opened_at, Opportunity.id)
    told = 0
    for role in db.session.scalars(new).all():
        if role.opened_at < now - OLD:
            role.announced_at = now
        elif role.opened_at <= latest_hour(HOUR, role.office.timezone, now):
            told += announce_role(role, by=None, now=now)
    return told
