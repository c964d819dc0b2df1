"""How moments are written for their reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import g
from flask_babel import refresh

from portal.web import words

pytestmark = pytest.mark.sqlite_only
MORNING = datetime(2026, 11, 2, 13, 30, tzinfo=UTC)
"""Half past eight in Québec, the day after clocks were set back."""


@pytest.mark.parametrize(
    ("hours", "told"), [(0, "today"), (8, "today"), (9, "yesterday"), (32, "yesterday"), (34, "2 days ago")]
)
def test_yesterday_is_a_day_of_the_calendar_and_not_a_day_of_hours(app, hours, told):
    with app.test_request_context("/?lang=en"):
        g.timezone = "America/Toronto"
        assert words.since(MORNING - timedelta(hours=hours), MORNING) == told


def test_it_is_the_day_of_the_reader(app):
    late = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    told = {}
    for zone in ("America/Toronto", "Europe/Paris"):
        with app.test_request_context("/?lang=en"):
            g.timezone = zone
            refresh()
            told[zone] = words.since(late, MORNING)
    assert told == {"America/Toronto": "yesterday", "Europe/Paris": "today"}
