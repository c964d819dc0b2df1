"""One leads, whoever else would; it is taken over when the leader is gone, whatever the clock does."""

from __future__ import annotations

from datetime import timedelta

from portal.core.db import utcnow
from portal.jobs.leader import LEASE, step_down, take_lease

NOW = utcnow()


def test_one_leads_and_the_others_do_not(committed):
    assert take_lease("post", "first", NOW)
    assert not take_lease("post", "second", NOW)
    assert take_lease("work", "second", NOW), "each duty has its own leader"


def test_a_leader_stays_one_by_renewing(committed):
    for seconds in range(0, 60, 6):
        assert take_lease("post", "first", NOW + timedelta(seconds=seconds))
        assert not take_lease("post", "second", NOW + timedelta(seconds=seconds + 1))


def test_a_leader_that_was_killed_is_followed_when_its_lease_ends(committed):
    assert take_lease("post", "first", NOW)
    assert take_lease("post", "second", NOW + LEASE)
    assert not take_lease("post", "first", NOW + LEASE)


def test_a_leader_that_stops_is_followed_at_once(committed):
    assert take_lease("post", "first", NOW)
    step_down("post", "first", NOW)
    assert take_lease("post", "second", NOW)


def test_a_clock_that_is_set_back_leaves_nobody_without_a_leader(committed):
    assert take_lease("post", "first", NOW + timedelta(hours=1))
    assert take_lease("post", "second", NOW)
