"""How moments are written for their reader."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import g
from flask_babel import refresh

from portal.core.business_days import public_holidays
from portal.web.i18n import formatting
from portal.web.i18n.timezones import city_of
from tests.support.french import faults_of

pytestmark = pytest.mark.sqlite_only
MORNING = datetime(2026, 11, 2, 13, 30, tzinfo=UTC)
"""Half past eight in Québec, the day after clocks were set back."""


@pytest.mark.parametrize(
    ("hours", "told"), [(0, "today"), (8, "today"), (9, "yesterday"), (32, "yesterday"), (34, "2 days ago")]
)
def test_yesterday_is_a_day_of_the_calendar_and_not_a_day_of_hours(app, hours, told):
    with app.test_request_context("/?lang=en"):
        g.timezone = "America/Toronto"
        assert formatting.format_since(MORNING - timedelta(hours=hours), MORNING) == told


def test_it_is_the_day_of_the_reader(app):
    late = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    told = {}
    for zone in ("America/Toronto", "Europe/Paris"):
        with app.test_request_context("/?lang=en"):
            g.timezone = zone
            refresh()
            told[zone] = formatting.format_since(late, MORNING)
    assert told == {"America/Toronto": "yesterday", "Europe/Paris": "today"}


FIRST = datetime(2026, 12, 1, 9, 6, tzinfo=UTC)
"""The first of December, at 4:06 in Québec."""
WRITTEN = [
    (formatting.format_day, FIRST, "1er\u00a0décembre 2026", "December\u00a01, 2026"),
    (formatting.format_day, FIRST + timedelta(days=10), "11\u00a0décembre 2026", "December\u00a011, 2026"),
    (formatting.short_day, date(2026, 12, 1), "1er\u00a0déc.", "Dec\u00a01"),
    (formatting.short_day, date(2026, 12, 11), "11\u00a0déc.", "Dec\u00a011"),
    (formatting.format_month, date(2020, 4, 1), "avril 2020", "April 2020"),
    (
        formatting.format_moment,
        FIRST,
        "1er\u00a0décembre 2026 à 4\u00a0h\u00a006",
        "December\u00a01, 2026 at 4:06\u00a0a.m.",
    ),
    (
        formatting.format_moment,
        FIRST + timedelta(hours=7, minutes=54),
        "1er\u00a0décembre 2026 à 12\u00a0h",
        "December\u00a01, 2026 at 12:00\u00a0p.m.",
    ),
    (formatting.format_money, 65_000_00, "65\u00a0000\u00a0$", "$65,000"),
    (formatting.format_money, 24_50, "24,50\u00a0$", "$24.50"),
    (formatting.format_duration, timedelta(hours=24), "1\u00a0jour", "1\u00a0day"),
    (formatting.format_duration, timedelta(hours=23), "23\u00a0heures", "23\u00a0hours"),
    (formatting.format_duration, timedelta(days=10), "10\u00a0jours", "10\u00a0days"),
    (formatting.format_duration, 60, "1\u00a0minute", "1\u00a0minute"),
    (formatting.format_duration, 5400, "2\u00a0heures", "2\u00a0hours"),
    (formatting.format_duration, timedelta(0), "0\u00a0seconde", "0\u00a0seconds"),
    (formatting.format_ago, 3, "il y a 3\u00a0jours", "3 days ago"),
]


@pytest.mark.parametrize(("form", "value", "french", "english"), WRITTEN)
def test_dates_hours_money_and_spans_are_written_as_people_write_them(app, form, value, french, english):
    for language, due in (("fr", french), ("en", english)):
        with app.test_request_context("/"):
            g.language, g.timezone = language, "America/Toronto"
            refresh()
            assert form(value) == due
    assert not faults_of(french)


def test_a_list_ends_with_and(app):
    told = {}
    for language in ("fr", "en"):
        with app.test_request_context("/"):
            g.language = language
            refresh()
            told[language] = [
                formatting.join_words(["Assurance", "Immobilier", "Prêt hypothécaire"]),
                formatting.join_words(["French", "English"], proper=True),
                formatting.join_words(["Un"]),
                formatting.join_words([]),
            ]
    assert told["fr"] == ["Assurance, immobilier et prêt hypothécaire", "French et english", "Un", ""]
    assert told["en"] == ["Assurance, immobilier, and prêt hypothécaire", "French and English", "Un", ""]


@pytest.mark.parametrize("region", ["CA-QC", "CA-ON", "FR", "FR-974"])
def test_the_names_of_holidays_are_set_as_french_is(region):
    assert not [fault for name in public_holidays(region, 2027).values() for fault in faults_of(name)]
    assert not [name for name in public_holidays(region, 2027, "en").values() if "'" in name]


def test_a_reader_of_quebec_finds_their_time_zone_by_their_own_cities(app):
    with app.test_request_context("/"):
        assert city_of("America/Toronto") == "Montréal, Québec (Toronto)"
        assert city_of("Europe/Paris") == "Paris"
