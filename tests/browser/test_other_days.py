"""Stories that stand on what the demo holds, told on days that are unlike others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tests.browser.test_day import test_thanks_are_said_without_leaving_the_list
from tests.browser.test_likenesses import test_a_recruiter_compares_two_who_may_be_one_and_merges_them_by_keyboard
from tests.browser.test_without_scripts import test_a_producer_signs_in_browses_and_refers
from tests.demo.days import FOUR
from tests.support.server import Server, serving

__all__ = [
    "test_a_producer_signs_in_browses_and_refers",
    "test_a_recruiter_compares_two_who_may_be_one_and_merges_them_by_keyboard",
    "test_thanks_are_said_without_leaving_the_list",
]


@pytest.fixture(scope="module", params=FOUR, ids=lambda day: day.isoformat())
def live_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The demo office as it is on one of these days, which is also the day of the test."""
    day = request.param
    with serving(moment=day.isoformat()) as server, time_machine.travel(day, tick=True):
        yield server
