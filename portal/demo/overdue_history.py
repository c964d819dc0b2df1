"""How silent the demo’s offices were, day by day: reckoned from what happened there, nothing is made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, select

from portal.core.business_days import Calendar
from portal.core.db import db
from portal.offices.calendars import calendar_of
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.stages import deadlines
from portal.referrals.stages.definitions import FIRST, OUTCOMES
from portal.referrals.stages.gestures import QUIET_GESTURES
from portal.referrals.status_updates.overdue_stats import OverdueDay

EVENING = time(23, 59)


def record_history(now: datetime) -> None:
    """Keep the evenings of every day until yesterday; the chore keeps today’s."""
    moves: dict[int, list[StageMove]] = {}
    for move in db.session.scalars(select(StageMove).order_by(StageMove.at, StageMove.id)):
        moves.setdefault(move.referral_id, []).append(move)
    open_ones, late = Counter(), Counter()
    for referral in db.session.scalars(select(Referral)):
        calendar = calendar_of(referral.office)
        for day, due in _evenings(referral, moves.get(referral.id, []), calendar, calendar.day_of(now)):
            key = (referral.office_id, referral.recruiter_id, day)
            open_ones[key] += 1
            late[key] += due <= datetime.combine(day, EVENING, calendar.zone)
    rows = [
        {"office_id": key[0], "recruiter_id": key[1], "day": key[2], "open": number, "overdue": late[key]}
        for key, number in open_ones.items()
    ]
    if rows:
        db.session.execute(insert(OverdueDay), rows)


def _evenings(
    referral: Referral, moves: list[StageMove], calendar: Calendar, today: date
) -> Iterator[tuple[date, datetime]]:
    """(day, moment at which news was due then) of each evening on which the referral was open."""
    at, stage = referral.created_at, FIRST
    steps = [move for move in moves if move.from_stage is not None and move.gesture not in QUIET_GESTURES]
    for move in [*steps, None]:
        end = calendar.day_of(move.at) if move else today
        if stage not in OUTCOMES:
            due = deadlines.compute_promise(stage, at, referral.office)["news_due_at"]
            day = calendar.day_of(at)
            while day < end:
                yield day, due
                day += timedelta(days=1)
        if move:
            at, stage = move.at, move.to_stage
