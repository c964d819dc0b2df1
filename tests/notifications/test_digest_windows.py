"""When notices are told by e-mail: two minutes together, mornings, Mondays, and never in the quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notifications.digest_windows import USUAL_QUIET, find_window

QUEBEC = "America/Toronto"
WINTER = (2026, 1, 14)  # a Wednesday


def local(*parts: int, zone: str = QUEBEC) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("how", "at", "leaves"),
    [
        ("now", (*WINTER, 10, 0, 30), (*WINTER, 10, 4)),
        ("now", (*WINTER, 10, 1, 59), (*WINTER, 10, 4)),
        ("now", (*WINTER, 19, 55), (*WINTER, 19, 58)),
        ("now", (*WINTER, 19, 56), (2026, 1, 15, 7)),
        ("now", (*WINTER, 23, 30), (2026, 1, 15, 7)),
        ("now", (*WINTER, 3, 0), (*WINTER, 7)),
        ("now", (*WINTER, 6, 56), (*WINTER, 7)),
        ("daily", (*WINTER, 7, 59), (*WINTER, 8)),
        ("daily", (*WINTER, 8, 0), (2026, 1, 15, 8)),
        ("daily", (2026, 2, 28, 12, 0), (2026, 3, 1, 8)),
        ("weekly", (*WINTER, 12, 0), (2026, 1, 19, 8)),
        ("weekly", (2026, 1, 19, 7, 0), (2026, 1, 19, 8)),
        ("weekly", (2026, 1, 19, 8, 0), (2026, 1, 26, 8)),
        ("daily", (2026, 3, 7, 12, 0), (2026, 3, 8, 8)),
        ("now", (2026, 3, 7, 23, 0), (2026, 3, 8, 7)),
    ],
)
def test_a_notice_leaves_at_its_time(how, at, leaves):
    assert find_window(how, local(*at), QUEBEC).leaves == local(*leaves)


def test_quiet_hours_may_lie_within_a_day_or_not_at_all():
    at_noon = local(*WINTER, 12, 30)
    assert find_window("now", at_noon, QUEBEC, (12, 14)).leaves == local(*WINTER, 14)
    assert find_window("now", local(*WINTER, 3), QUEBEC, (0, 0)).leaves == local(*WINTER, 3, 4)
    assert find_window("daily", at_noon, QUEBEC, (20, 10)).leaves == local(2026, 1, 15, 10)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
HOURS = st.integers(0, 23)


@given(MOMENTS, st.sampled_from(("now", "daily", "weekly")), st.sampled_from((QUEBEC, "Europe/Paris")), HOURS, HOURS)
def test_every_notice_is_in_its_own_window_and_leaves_after_it_in_no_quiet_hour(at, how, zone, begins, ends):
    found = find_window(how, at, zone, (begins, ends))
    assert found.begins <= at < found.ends <= found.leaves
    assert found.leaves - at < timedelta(days=9)
    hour = found.leaves.astimezone(ZoneInfo(zone)).hour
    if begins != ends and not (begins <= 3 and how == "now"):  # the hour that summer skips is nobody's
        quiet = begins <= hour < ends if begins < ends else hour >= begins or hour < ends
        assert not quiet


@given(MOMENTS, st.integers(0, 3600), st.sampled_from(("now", "daily", "weekly")))
def test_two_windows_are_the_same_or_apart(at, seconds, how):
    first = find_window(how, at, QUEBEC, USUAL_QUIET)
    second = find_window(how, at + timedelta(seconds=seconds), QUEBEC, USUAL_QUIET)
    assert first == second or first.ends <= second.begins
