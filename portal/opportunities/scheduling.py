"""The days of a role where its office is: it opens and closes by itself, tells who saved it, and is asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.activity.log import record
from portal.core.business_days import day_of, latest_hour
from portal.core.db import db
from portal.core.errors import Refused
from portal.offices.models import Office
from portal.opportunities import events, lifecycle
from portal.opportunities.models import Opportunity

STALE = timedelta(days=45)
"""After so long without a word its recruiter is asked whether a role is still open."""
SOON = timedelta(days=3)
"""So many days before its last one whoever saved a role is told."""
HOUR = 7
"""O’clock, where the office is, from which they are."""


def check_days(opens_on: date | None, closes_on: date | None, office: Office, *, now: datetime) -> None:
    """Raises Refused when a role of `office` can’t open on the day `opens_on` and have `closes_on` as its last."""
    today = day_of(now, office.timezone)
    if opens_on is not None and opens_on <= today:
        raise Refused(_("The day on which a role opens by itself must be a day to come. Today, publish it."))
    if closes_on is not None and closes_on < (opens_on or today):
        raise Refused(_("The last day of a role can’t be over, nor come before the day on which it opens."))


def open_due(now: datetime) -> int:
    """Duty: publish the drafts whose day has begun where their office is; how many.

    One that owes a text by then, or whose last day is over, stays a draft, and its recruiter is told.
    """
    opened = 0
    for role in _taken(Opportunity.state == "draft", Opportunity.opens_on <= _latest_day(now)):
        today = day_of(now, role.office.timezone)
        if role.opens_on > today:
            continue
        if (role.closes_on is None or role.closes_on >= today) and not lifecycle.missing_for_publication(role):
            lifecycle.change_state(role, "publish", version=role.version, by=None, now=now)
            opened += 1
        else:
            role.opens_on = None
            record(events.NOT_OPENED, role, by=None, now=now, **events.facts_of(role))
    return opened


def close_due(now: datetime) -> int:
    """Duty: close the roles whose last day is over where their office is; how many."""
    closed = 0
    for role in _taken(Opportunity.state.in_(("open", "paused")), Opportunity.closes_on < _latest_day(now)):
        if role.closes_on < day_of(now, role.office.timezone):
            lifecycle.change_state(role, "close", version=role.version, by=None, now=now)
            closed += 1
    return closed


def warn_followers(now: datetime) -> int:
    """Duty: tell whoever saved a role that its last day comes, once for each such day; of how many roles."""
    told = 0
    unsaid = or_(Opportunity.closing_told.is_(None), Opportunity.closing_told != Opportunity.closes_on)
    for role in _taken(Opportunity.state == "open", Opportunity.closes_on <= _latest_day(now) + SOON, unsaid):
        if role.closes_on <= day_of(latest_hour(HOUR, role.office.timezone, now), role.office.timezone) + SOON:
            role.closing_told = role.closes_on
            record(events.CLOSING_SOON, role, by=None, now=now, day=role.closes_on.isoformat(), **events.facts_of(role))
            told += 1
    return told


def confirm_open(role: Opportunity, *, by: User, now: datetime) -> None:
    """`by` says that an open role is still open: nobody asks again for STALE. A second time changes nothing."""
    confirmed = update(Opportunity).where(Opportunity.id == role.id, is_stale(now))
    if db.session.execute(confirmed.values(confirmed_at=now)).rowcount:
        record(events.CONFIRMED, role, by=by, now=now, **events.facts_of(role))


def known_open_at() -> ColumnElement[datetime]:
    """SQL: when somebody last said that a role is open."""
    return func.coalesce(Opportunity.confirmed_at, Opportunity.opened_at)


def is_stale(now: datetime) -> ColumnElement[bool]:
    """SQL: whether a role is open for so long that its recruiter is asked; never one that closes by itself."""
    return and_(Opportunity.state == "open", Opportunity.closes_on.is_(None), known_open_at() <= now - STALE)


def _taken(*conditions) -> list[Opportunity]:
    """The roles of these conditions, held against every other worker: what one has done, no other does again."""
    due = select(Opportunity).where(*conditions).options(joinedload(Opportunity.office, innerjoin=True))
    due = due.order_by(Opportunity.id).with_for_update(of=Opportunity, skip_locked=True)
    return list(db.session.scalars(due.execution_options(populate_existing=True)))


def _latest_day(now: datetime) -> date:
    """The latest day that it is anywhere."""
    return (now.astimezone(UTC) + timedelta(hours=14)).date()
