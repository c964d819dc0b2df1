"""What the recruiters of the demo have before them: calls, interviews, and what was said on the phone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from portal.core.db import db
from portal.demo.content_loader import read_content
from portal.offices.calendars import calendar_of
from portal.referrals.next_steps import steps
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.status_updates import office_notes

PLANS = (("call_back", 0, None), ("meeting", 1, time(14, 30)), ("other", 2, None), ("meeting", 5, time(9)))
"""(kind, days from today, hour), in turn."""


def plan_steps(now: datetime) -> None:
    """Plan something for every third open referral whose person is known, and keep the call before it."""
    known = select(Referral).where(Referral.closed_at.is_(None), Referral.opened_at.is_not(None))
    held = known.where(Referral.recruiter_id.is_not(None)).order_by(Referral.id)
    calls = read_content("notes")["calls"]
    for number, referral in enumerate(db.session.scalars(held).all()[::3]):
        kind, days, hour = PLANS[number % len(PLANS)]
        call = calls[number % len(calls)]
        day = now.astimezone(ZoneInfo(referral.office.timezone)).date() + timedelta(days=days)
        told = {"by": referral.recruiter, "now": _called_at(referral, now)}
        office_notes.log_person_call(referral, call["text"], **told)
        plan = steps.Plan(kind, day, hour, place=call["place"] if kind == "meeting" else "")
        steps.plan_step(referral, plan, version=referral.version, **told)


def _called_at(referral: Referral, now: datetime) -> datetime:
    """In the afternoon of the last open day before `now`, or right after what happened since."""
    calendar = calendar_of(referral.office)
    day = calendar.before(calendar.day_of(now))
    last = db.session.scalar(select(func.max(StageMove.at)).where(StageMove.referral_id == referral.id))
    return max(datetime.combine(day, time(15, 40), calendar.zone).astimezone(UTC), last + timedelta(minutes=2))
