"""Business days and times of an office."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def is_open(day: date, closed: Container[date] = frozenset()) -> bool:
    """Whether `day` is a business day: Monday to Friday and not in `closed`."""
    return day.weekday() < 5 and day not in closed


def add_business_days(start: date, days: int, closed: Container[date] = frozenset()) -> date:
    """The business day that comes `days` (0 or more) business days after `start`; 0 is the next open day."""
    day = start
    while not is_open(day, closed):
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_open(day, closed):
            day += timedelta(days=1)
    return day


def business_days_after(moment: datetime, days: int, timezone: str, closed: Container[date] = frozenset()) -> datetime:
    """The end of the office day (18:00 local) that is `days` business days after `moment`, aware."""
    zone = ZoneInfo(timezone)
    day = add_business_days(moment.astimezone(zone).date(), days, closed)
    return datetime(day.year, day.month, day.day, 18, tzinfo=zone)
