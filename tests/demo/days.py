"""Days on which a calendar, a clock or a habit does something of its own, as they begin in the offices of the demo."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

QUEBEC, PARIS = ZoneInfo("America/Toronto"), ZoneInfo("Europe/Paris")

HERE = (
    "2026-11-20 10:30",  # a Friday like others
    "2026-11-23 07:00",  # a Monday before the office opens
    "2026-11-28 11:00",  # Saturday
    "2026-11-29 16:00",  # Sunday
    "2026-11-30 23:30",  # the end of a month
    "2026-12-01 00:30",  # and the beginning of the next
    "2026-12-25 12:00",  # Christmas
    "2026-12-31 23:30",  # the end of a year
    "2027-01-01 00:30",  # and the beginning of the next
    "2027-01-04 09:00",  # the Monday after the holidays
    "2027-02-28 23:30",  # the end of a February of 28 days
    "2027-03-14 01:30",  # half an hour before the clock goes forward in Québec
    "2027-03-14 03:30",  # and half an hour after
    "2027-03-29 09:00",  # Easter Monday
    "2027-05-25 08:15",  # the Tuesday after the day of the patriots
    "2027-06-30 17:59",  # the end of a quarter
    "2027-11-07 00:30",  # before the clock goes back in Québec
    "2027-11-07 03:30",  # and after
    "2028-02-29 12:00",  # a day that most years lack
    "2028-03-01 00:30",  # and the one after
)
THERE = (
    "2026-12-31 23:30",
    "2027-01-01 00:30",
    "2027-03-28 01:30",  # before the clock goes forward in France
    "2027-03-28 03:30",  # and after
    "2027-10-31 00:30",  # before it goes back
    "2027-10-31 04:30",  # and after
    "2027-05-17 09:00",  # Whit Monday
    "2028-02-29 23:30",
)


def _at(written: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone)


EVERY = [_at(day, QUEBEC) for day in HERE] + [_at(day, PARIS) for day in THERE]
FOUR = [_at("2026-11-30 23:30", QUEBEC), _at("2027-01-04 09:00", QUEBEC), _at("2028-02-29 23:30", PARIS),
        _at("2027-11-06 11:00", QUEBEC)]  # fmt: skip
"""For what costs more: a month’s end, the Monday after holidays, 29 February, the eve of a change of the clock."""
