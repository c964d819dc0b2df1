"""When news is due: a table counted by hand on paper calendars, and what holds for every day there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.business_days import Calendar, is_open, public_holidays
from portal.offices.regions import REGIONS

QUEBEC, ONTARIO = Calendar("America/Toronto", "CA-QC"), Calendar("America/Toronto", "CA-ON")
VANCOUVER, ST_JOHNS = Calendar("America/Vancouver", "CA-BC"), Calendar("America/St_Johns", "CA-NL")
ALBERTA, REGINA = Calendar("America/Edmonton", "CA-AB"), Calendar("America/Regina", "CA-SK")
PARIS, STRASBOURG = Calendar("Europe/Paris", "FR-IDF"), Calendar("Europe/Paris", "FR-6AE")
METZ, REUNION = Calendar("Europe/Paris", "FR-57"), Calendar("Indian/Reunion", "FR-LRE")
NOWHERE = Calendar("America/Toronto")
BRIDGED = Calendar("America/Toronto", "CA-QC", frozenset({date(2026, 12, day) for day in (24, 28, 29, 30, 31)}))
"""Québec, closed from Christmas Eve to New Year."""
EASTER = Calendar("America/Toronto", "CA-QC", frozenset({date(2026, 4, 6)}))
"""Québec, where the law lets the employer choose: this one closes on Easter Monday too."""

BY_HAND = [
    # (what is tried, calendar, moment at the office or in UTC, business days, evening on which news is due)
    ("Friday to Tuesday", QUEBEC, "2026-11-20 10:00", 2, "2026-11-24"),
    ("Monday to Wednesday", QUEBEC, "2026-11-23 09:00", 2, "2026-11-25"),
    ("ten days are two weeks", QUEBEC, "2026-11-20 10:00", 10, "2026-12-04"),
    ("one day", QUEBEC, "2026-11-23 09:00", 1, "2026-11-24"),
    ("the same evening", QUEBEC, "2026-11-23 09:00", 0, "2026-11-23"),
    ("Saturday counts from Monday", QUEBEC, "2026-11-21 12:00", 0, "2026-11-23"),
    ("Saturday, one day", QUEBEC, "2026-11-21 12:00", 1, "2026-11-24"),
    ("Sunday, two days", QUEBEC, "2026-11-22 23:59", 2, "2026-11-25"),
    # midnight
    ("one minute to midnight", QUEBEC, "2026-11-23 23:59", 1, "2026-11-24"),
    ("midnight is the next day", QUEBEC, "2026-11-24 00:00", 1, "2026-11-25"),
    ("after closing is still this day", QUEBEC, "2026-11-23 18:01", 1, "2026-11-24"),
    ("Friday’s last minute", QUEBEC, "2026-11-20 23:59", 1, "2026-11-23"),
    # the zone of the office, not of the server
    ("02:00 UTC Tuesday is Monday in Toronto", QUEBEC, "2026-11-24 02:00Z", 1, "2026-11-24"),
    ("the same moment is Tuesday in Paris", PARIS, "2026-11-24 02:00Z", 1, "2026-11-25"),
    ("23:30 UTC Sunday is Monday in Paris", PARIS, "2026-11-22 23:30Z", 1, "2026-11-24"),
    ("23:30 UTC Sunday is Sunday in Toronto", QUEBEC, "2026-11-22 23:30Z", 1, "2026-11-24"),
    ("07:30 UTC Saturday is Friday in Vancouver", VANCOUVER, "2026-11-21 07:30Z", 0, "2026-11-20"),
    ("03:29 UTC is the day before in St. John’s", ST_JOHNS, "2026-11-24 03:29Z", 1, "2026-11-24"),
    ("03:30 UTC is the day itself there", ST_JOHNS, "2026-11-24 03:30Z", 1, "2026-11-25"),
    ("20:00 UTC Friday is Saturday in Saint-Denis", REUNION, "2026-11-20 20:00Z", 0, "2026-11-23"),
    # Quebec
    ("over the Saint-Jean-Baptiste, a Wednesday", QUEBEC, "2026-06-22 10:00", 2, "2026-06-25"),
    ("on the Saint-Jean-Baptiste itself", QUEBEC, "2026-06-24 10:00", 1, "2026-06-26"),
    ("the 24th of June is no holiday in Ontario", ONTARIO, "2026-06-22 10:00", 2, "2026-06-24"),
    ("the Saint-Jean-Baptiste on a Saturday moves nothing", QUEBEC, "2028-06-23 10:00", 1, "2028-06-26"),
    ("on a Sunday it takes the Monday", QUEBEC, "2029-06-22 10:00", 1, "2029-06-26"),
    ("National Patriots’ Day", QUEBEC, "2026-05-15 10:00", 1, "2026-05-19"),
    ("National Patriots’ Day of 2027 is the 24th", QUEBEC, "2027-05-21 10:00", 1, "2027-05-25"),
    ("Canada Day, a Wednesday", QUEBEC, "2026-06-30 10:00", 1, "2026-07-02"),
    ("Canada Day on a Sunday takes the Monday", QUEBEC, "2029-06-29 10:00", 1, "2029-07-03"),
    ("Labour Day", QUEBEC, "2026-09-04 10:00", 1, "2026-09-08"),
    ("Thanksgiving", QUEBEC, "2026-10-09 10:00", 1, "2026-10-13"),
    ("the 11th of November is a working day in Quebec", QUEBEC, "2026-11-10 10:00", 1, "2026-11-11"),
    ("Good Friday", QUEBEC, "2026-04-02 10:00", 1, "2026-04-06"),
    ("Easter Monday is worked where Good Friday is not", QUEBEC, "2026-04-02 10:00", 2, "2026-04-07"),
    ("unless the office closes then too", EASTER, "2026-04-02 10:00", 1, "2026-04-07"),
    ("both holidays in ten days", QUEBEC, "2026-06-18 10:00", 10, "2026-07-06"),
    # Christmas and New Year
    ("Christmas on a Friday", QUEBEC, "2026-12-24 10:00", 1, "2026-12-28"),
    ("over Christmas and New Year", QUEBEC, "2026-12-24 10:00", 5, "2027-01-04"),
    ("an office that closes between them", BRIDGED, "2026-12-23 10:00", 1, "2027-01-04"),
    ("introduced while it is closed", BRIDGED, "2026-12-29 10:00", 0, "2027-01-04"),
    ("ten days over its long pause", BRIDGED, "2026-12-18 10:00", 10, "2027-01-12"),
    ("Christmas on a Saturday takes the Monday", QUEBEC, "2027-12-24 10:00", 1, "2027-12-28"),
    ("New Year on a Saturday takes the Monday of the next year", QUEBEC, "2027-12-31 10:00", 1, "2028-01-04"),
    ("Boxing Day is a holiday of Ontario, on Monday the 28th", ONTARIO, "2026-12-24 10:00", 1, "2026-12-29"),
    ("New Year’s Eve is a working day", QUEBEC, "2026-12-30 10:00", 1, "2026-12-31"),
    # the other provinces
    ("Family Day in Ontario", ONTARIO, "2026-02-13 10:00", 1, "2026-02-17"),
    ("and not in Quebec", QUEBEC, "2026-02-13 10:00", 1, "2026-02-16"),
    ("Victoria Day in Ontario", ONTARIO, "2026-05-15 10:00", 1, "2026-05-19"),
    ("British Columbia Day", VANCOUVER, "2026-07-31 10:00", 1, "2026-08-04"),
    ("Truth and Reconciliation in British Columbia", VANCOUVER, "2026-09-29 10:00", 1, "2026-10-01"),
    ("Remembrance Day in Alberta", ALBERTA, "2026-11-10 10:00", 1, "2026-11-12"),
    ("Saskatchewan Day, in a province without summer time", REGINA, "2026-07-31 10:00", 1, "2026-08-04"),
    # France
    ("14 July, a Tuesday", PARIS, "2026-07-13 10:00", 1, "2026-07-15"),
    ("14 July on a Saturday moves nothing in France", PARIS, "2029-07-13 10:00", 1, "2029-07-16"),
    ("1 May and 8 May, both Fridays", PARIS, "2026-04-30 10:00", 6, "2026-05-12"),
    ("Ascension, and the Friday after it is worked", PARIS, "2026-05-13 10:00", 1, "2026-05-15"),
    ("Easter Monday in France", PARIS, "2026-04-03 10:00", 1, "2026-04-07"),
    ("Good Friday is worked in Paris", PARIS, "2026-04-02 10:00", 1, "2026-04-03"),
    ("and not in Strasbourg", STRASBOURG, "2026-04-02 10:00", 1, "2026-04-07"),
    ("nor in Metz", METZ, "2026-04-02 10:00", 1, "2026-04-07"),
    ("Pentecost Monday", PARIS, "2026-05-22 10:00", 1, "2026-05-26"),
    ("15 August on a Saturday", PARIS, "2026-08-14 10:00", 1, "2026-08-17"),
    ("11 November, a Wednesday", PARIS, "2026-11-10 10:00", 1, "2026-11-12"),
    ("St. Stephen’s of 2028 is a Tuesday in Strasbourg", STRASBOURG, "2028-12-22 10:00", 1, "2028-12-27"),
    ("and a working day in Paris", PARIS, "2028-12-22 10:00", 1, "2028-12-26"),
    ("the abolition of slavery in Réunion, 20 December 2027", REUNION, "2027-12-17 10:00", 1, "2027-12-21"),
    # summer time, leap days, other places
    ("over the end of summer time in Toronto", QUEBEC, "2026-10-30 10:00", 1, "2026-11-02"),
    ("over its beginning", QUEBEC, "2026-03-06 10:00", 1, "2026-03-09"),
    ("in the hour that comes twice, 1:30 on a Sunday", QUEBEC, "2026-11-01 05:30Z", 0, "2026-11-02"),
    ("at 03:59 UTC summer time makes it the evening before", QUEBEC, "2026-10-31 03:59Z", 0, "2026-10-30"),
    ("at 04:59 UTC winter time does too", QUEBEC, "2026-11-03 04:59Z", 0, "2026-11-02"),
    ("over the end of summer time in Paris", PARIS, "2026-10-23 10:00", 1, "2026-10-26"),
    ("over its beginning there", PARIS, "2026-03-27 10:00", 1, "2026-03-30"),
    ("the leap day is a Tuesday of 2028", QUEBEC, "2028-02-28 10:00", 1, "2028-02-29"),
    ("past the leap day", QUEBEC, "2028-02-25 10:00", 3, "2028-03-01"),
    ("no leap day in 2027", QUEBEC, "2027-02-26 10:00", 1, "2027-03-01"),
    ("a region of no known country has weekends alone", NOWHERE, "2026-12-24 10:00", 1, "2026-12-25"),
]


def moment_of(text: str, calendar: Calendar) -> datetime:
    if text.endswith("Z"):
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone)


def test_the_table_is_long_enough_to_be_trusted():
    assert len({case[0] for case in BY_HAND}) == len(BY_HAND) >= 60


@pytest.mark.parametrize(("calendar", "moment", "days", "day"), [c[1:] for c in BY_HAND], ids=[c[0] for c in BY_HAND])
def test_due_as_counted_by_hand(calendar, moment, days, day):
    due = calendar.evening_after(moment_of(moment, calendar), days)
    assert (due.date().isoformat(), due.hour, due.minute) == (day, 18, 0)
    assert due.utcoffset() == datetime(due.year, due.month, due.day, 18, tzinfo=calendar.zone).utcoffset()


CALENDARS = st.builds(
    Calendar,
    st.sampled_from(["America/Toronto", "Europe/Paris", "America/St_Johns", "Indian/Reunion", "America/Vancouver"]),
    st.sampled_from(["CA-QC", "CA-ON", "CA-BC", "FR-IDF", "FR-6AE", "FR-57", "FR-LRE", "XX-YY", ""]),
    st.frozensets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=12),
)
MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2028, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001 given a zone


@given(CALENDARS, MOMENTS, st.integers(0, 60))
def test_it_never_lands_on_a_closed_day(calendar, moment, days):
    due = calendar.evening_after(moment, days)
    assert is_open(due.date(), calendar.closed)
    assert due.date() not in public_holidays(calendar.region, due.year)


@given(CALENDARS, MOMENTS, st.integers(1, 60))
def test_exactly_that_many_open_days_lie_between(calendar, moment, days):
    due, start = calendar.evening_after(moment, days), calendar.next_open(calendar.day_of(moment))
    between = [start + timedelta(days=n) for n in range(1, (due.date() - start).days + 1)]
    assert sum(calendar.is_open(day) for day in between) == days
    assert due > moment


@given(CALENDARS, MOMENTS, st.integers(0, 2_000_000), st.integers(0, 30), st.integers(0, 10))
def test_later_news_and_longer_delays_are_never_due_earlier(calendar, moment, seconds, days, more):
    due = calendar.evening_after(moment, days)
    assert calendar.evening_after(moment + timedelta(seconds=seconds), days) >= due
    assert calendar.evening_after(moment, days + more) >= due


@given(CALENDARS, st.dates(date(2026, 1, 5), date(2028, 1, 1)))
def test_the_open_day_before_is_the_last_one_there_is(calendar, day):
    before = calendar.before(day)
    assert calendar.is_open(before)
    assert calendar.add(before, 1) >= day
    assert calendar.opening(before) < calendar.closing(before) < calendar.opening(day) + timedelta(hours=11)


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_where_an_office_may_be_has_its_holidays(region):
    assert public_holidays(region, 2027)[date(2027, 1, 1)].casefold() in ("jour de l’an", "nouvel an")
    assert len(public_holidays(region, 2027, "en")) >= 5


def test_parts_of_one_country_have_days_of_their_own():
    assert public_holidays("FR-PF", 2027)[date(2027, 11, 20)] == "Matāri’i"
    assert public_holidays("FR-NC", 2027, "en")[date(2027, 9, 24)] == "Citizenship Day"
    assert public_holidays("BE-WAL", 2027)[date(2027, 7, 21)] == "Fête nationale"
    assert public_holidays("LU", 2027)[date(2027, 6, 23)] == "Fête nationale"
    assert public_holidays("CH-GE", 2027)[date(2027, 9, 9)] == "Jeûne genevois"
    assert date(2027, 9, 9) not in public_holidays("CH-VD", 2027)


def test_two_holidays_on_one_day_are_named_together():
    both = [public_holidays("CA-NL", 2027, language)[date(2027, 7, 1)] for language in ("fr", "en")]
    assert both == ["Fête du Canada et Jour de mémorial", "Canada Day and Memorial Day"]


def test_the_names_of_holidays_are_in_both_languages():
    assert public_holidays("CA-QC", 2026)[date(2026, 6, 24)] == "Fête nationale du Québec"
    assert public_holidays("CA-QC", 2026, "en")[date(2026, 6, 24)] == "Saint Jean Baptiste Day"
    assert public_holidays("FR-IDF", 2026, "en")[date(2026, 7, 14)] == "National Day"
