"""Business days and times of an office: weekends, public holidays of its region, and its own closed days."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from babel.lists import format_list
from holidays import country_holidays

from portal.config.languages import DEFAULT, LANGUAGES
from portal.core.caches import cached

OPENS, CLOSES = time(8), time(18)
"""The hours of an office, local."""
ONE_DAY = timedelta(days=1)
_ELSEWHERE = {"FR-GUA": "971", "FR-MTQ": "972", "FR-GUF": "973", "FR-LRE": "974", "FR-MAY": "976"}
_OWN_DAYS = {*_ELSEWHERE.values(), "BL", "MF", "NC", "PF", "PM", "WF", "6AE", "57"}
"""Parts of France whose public holidays differ: overseas, and Alsace-Moselle (`FR-6AE`, `FR-57`)."""
_KNOWN = ("CA", "FR", "BE", "CH", "LU")
"""The countries whose holidays are known."""


@cached(512)
def public_holidays(region: str, year: int, language: str = DEFAULT) -> MappingProxyType[date, str]:
    """Day → name of the public holidays of a region (ISO 3166-2, as `CA-QC`) that fall in `year`.

    A holiday on a Sunday (in Canada some on a Saturday) brings its day in lieu, as the law of the region says. A
    region of no known country has none. `language`: of the names.
    """
    country, _dash, part = region.partition("-")
    part = _ELSEWHERE.get(region, part)
    if country not in _KNOWN:
        return MappingProxyType({})
    if country == "BE" or (country == "FR" and part not in _OWN_DAYS):
        part = None
    spoken = LANGUAGES[language].holidays.get(country, language)
    found = country_holidays(country, subdiv=part or None, years=year, language=spoken)
    return MappingProxyType({day: _named(name, language) for day, name in sorted(found.items()) if day.year == year})


def _named(name: str, language: str) -> str:
    """The package writes straight apostrophes, and a semicolon between two holidays of one day."""
    return format_list(name.replace("'", "’").split("; "), locale=language)


def is_open(day: date, closed: Container[date] = frozenset()) -> bool:
    """Whether `day` is a business day: Monday to Friday and not in `closed`."""
    return day.weekday() < 5 and day not in closed


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an office is open. timezone: IANA name; region: ISO 3166-2, "" for no holidays.

    closed: days of its own on which nobody works; worked: public holidays on which it works all the same.
    """

    timezone: str
    region: str = ""
    closed: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone itself."""
        return ZoneInfo(self.timezone)

    def is_open(self, day: date) -> bool:
        """Whether people work on `day`."""
        return is_open(day, self.closed) and not self.is_holiday(day)

    def is_holiday(self, day: date) -> bool:
        """Whether `day` is a public holiday on which the office does not work."""
        return day in public_holidays(self.region, day.year) and day not in self.worked

    def day_of(self, moment: datetime) -> date:
        """The day of an aware moment where the office is."""
        return moment.astimezone(self.zone).date()

    def next_open(self, day: date) -> date:
        """`day` itself when it is open, else the first open day after it."""
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def add(self, start: date, days: int) -> date:
        """The open day that comes `days` (0 or more) open days after `start`; 0 is `start` or the next open one."""
        day = self.next_open(start)
        for _ in range(days):
            day = self.next_open(day + ONE_DAY)
        return day

    def before(self, day: date) -> date:
        """The last open day before `day`."""
        day -= ONE_DAY
        while not self.is_open(day):
            day -= ONE_DAY
        return day

    def opening(self, day: date) -> datetime:
        """When the office opens on `day`, aware."""
        return datetime.combine(day, OPENS, self.zone)

    def closing(self, day: date) -> datetime:
        """When the office closes on `day`, aware."""
        return datetime.combine(day, CLOSES, self.zone)

    def evening_after(self, moment: datetime, days: int) -> datetime:
        """The end of the office day (18:00 local) that is `days` open days after `moment`, aware.

        With 0 days it is the evening of the day itself, or of the next open one; a moment after 18:00 counts as
        its own day, so that whoever has `days` days always has all of them.
        """
        return self.closing(self.add(self.day_of(moment), days))


def day_of(moment: datetime, timezone: str) -> date:
    """The day of the aware `moment` in `timezone` (IANA)."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def latest_hour(hour: int, timezone: str, now: datetime) -> datetime:
    """The last moment, not after `now`, at which it was `hour` o’clock in `timezone`; aware, in UTC.

    An hour that the clocks leave out that day is the moment at which they would have shown it.
    """
    zone, day = ZoneInfo(timezone), day_of(now, timezone)
    today = datetime.combine(day, time(hour), zone).astimezone(UTC)
    if today <= now:
        return today
    return datetime.combine(day - timedelta(days=1), time(hour), zone).astimezone(UTC)
