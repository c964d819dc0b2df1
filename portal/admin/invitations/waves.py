"""When invitations leave: now or from a chosen day on, so many a day, on working mornings of the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)


@dataclass(frozen=True, slots=True)
class Plan:
    """From which `day` on (None: now, and not by plan), and how many people a day (0: all at once)."""

    day: date | None = None
    a_day: int = 0

    def waves(self, people: Sequence, *, now: datetime, timezone: str) -> list[tuple[datetime | None, list]]:
        """`people` by the moment at which they are invited; None means now. Mornings at 9 where the office is."""
        size = self.a_day or len(people) or 1
        parts = [list(people[start : start + size]) for start in range(0, len(people), size)]
        zone = ZoneInfo(timezone)
        day = self.day or now.astimezone(zone).date()
        moments: list[datetime | None] = []
        for number in range(len(parts)):
            day = _next_working(day + timedelta(days=1) if number else day, at_once=self.day is None and not number)
            at = datetime.combine(day, MORNING, zone)
            moments.append(None if at <= now or (self.day is None and not number) else at)
        return list(zip(moments, parts, strict=True))


def _next_working(day: date, *, at_once: bool) -> date:
    while not at_once and day.weekday() >= 5:
        day += timedelta(days=1)
    return day
