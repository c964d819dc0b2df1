"""When a notice is told by e-mail: every rhythm gathers the notices of a window into one letter.

At once means two to four minutes: what came in the same two minutes goes together, and what is read within two
minutes in the portal is never mailed. A day ends at 8 in the morning, a week on Monday at 8, where the person lives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=2)
MORNING = time(8)
ONE_DAY = timedelta(days=1)
USUAL_QUIET = (20, 7)
"""From 20 h to 7 h."""


@dataclass(frozen=True, slots=True)
class Window:
    """Notices from `begins` until before `ends` are told together at `leaves`. All aware, in UTC."""

    begins: datetime
    ends: datetime
    leaves: datetime


def find_window(how: str, at: datetime, timezone: str, quiet: tuple[int, int] = USUAL_QUIET) -> Window:
    """The window of a notice of the moment `at`, for a rhythm ("now", "daily", "weekly") and a person's hours.

    `how` is the rhythm, `quiet` the hours (from, to) in `timezone` when nothing comes.
    """
    zone = ZoneInfo(timezone)
    if how == "now":
        return _soon(at, zone, quiet)
    begins, ends = _turns(at.astimezone(zone), 7 if how == "weekly" else 1, zone)
    silence = _silence(ends, zone, quiet)
    return Window(begins, ends, silence[1] if silence else ends)


def quiet_until(moment: datetime, timezone: str, quiet: tuple[int, int]) -> datetime | None:
    """The end of the quiet hours that `moment` falls into, for a person of that time zone; None when they are over."""
    silence = _silence(moment, ZoneInfo(timezone), quiet)
    return silence[1] if silence else None


def _soon(at: datetime, zone: ZoneInfo, quiet: tuple[int, int]) -> Window:
    begins = datetime.fromtimestamp(at.timestamp() // STEP.total_seconds() * STEP.total_seconds(), UTC)
    leaves = begins + 2 * STEP
    if silence := _silence(leaves, zone, quiet):
        return Window(silence[0] - 2 * STEP, silence[1] - 2 * STEP, silence[1])
    return Window(begins, begins + STEP, leaves)


def _turns(local: datetime, days: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The mornings around `local`: of each day, or of each Monday."""
    first = local.date()
    if local.time() < MORNING:
        first -= ONE_DAY
    if days == 7:
        first -= timedelta(days=first.weekday())
    return _utc(first, MORNING.hour, zone), _utc(first + timedelta(days=days), MORNING.hour, zone)


def _silence(moment: datetime, zone: ZoneInfo, quiet: tuple[int, int]) -> tuple[datetime, datetime] | None:
    """Begin and end of the quiet hours that `moment` falls into; None when it falls into none."""
    first, last = quiet
    if first == last:
        return None
    today = moment.astimezone(zone).date()
    for day in (today - ONE_DAY, today):
        begins = _utc(day, first, zone)
        ends = _utc(day if first < last else day + ONE_DAY, last, zone)
        if begins <= moment < ends:
            return begins, ends
    return None


def _utc(day, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
