"""What waits in an office, in SQL: the figures of home and the filters of the board mean the same rows by it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, or_

from portal.referrals.record.models import Referral
from portal.referrals.stages.definitions import FIRST
from portal.referrals.status_updates.requests import is_unanswered

_REFERRAL = Referral.__table__.c


def waits_for_news(now) -> ColumnElement[bool]:
    """SQL: open referrals whose news is due or near at `now` (a moment or a parameter), or was asked for in vain."""
    near = or_(_REFERRAL.news_soon_at <= now, _REFERRAL.news_due_at <= now, is_unanswered())
    return and_(_REFERRAL.closed_at.is_(None), near)


def waits_for_answer(person) -> ColumnElement[bool]:
    """SQL: introductions that a recruiter has not answered; not those by `person` (an id or a parameter)."""
    waits = and_(_REFERRAL.stage == FIRST, _REFERRAL.recruiter_answer == "waiting")
    return and_(waits, _REFERRAL.referrer_id != person)


def year_of(now: datetime) -> datetime:
    """The first moment of the year, as `hired this year` counts it."""
    return datetime(now.year, 1, 1, tzinfo=UTC)
