"""Work for later: done once, never lost, parked when it cannot be done."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core.db import db, unit_of_work, utcnow
from portal.jobs import queue as job_queue
from portal.jobs import scheduler
from portal.jobs.queue import Job

NOW = utcnow()


@pytest.fixture
def done(monkeypatch):
    """What the handler `note` was given, in order."""
    seen = []
    monkeypatch.setitem(job_queue._handlers, "note", lambda payload: seen.append(payload["n"]))
    return seen


def queue(number: int, **options) -> None:
    with unit_of_work():
        job_queue.enqueue_job("note", {"n": number}, now=NOW, **options)


def test_jobs_are_done_in_their_order_and_once(committed, done):
    for number in range(3):
        queue(number, delay=timedelta(seconds=number))
    later = NOW + timedelta(minutes=1)
    while job_queue.run_one(later):
        pass
    assert done == [0, 1, 2]
    assert not job_queue.run_one(later)


def test_a_job_waits_for_its_time(committed, done):
    queue(1, delay=timedelta(hours=1))
    assert not job_queue.run_one(NOW)
    assert done == []


def test_the_same_key_is_queued_once(committed, done):
    queue(1, key="thanks-42")
    queue(2, key="thanks-42")
    while job_queue.run_one(NOW + timedelta(minutes=1)):
        pass
    assert done == [1]


def test_a_queued_job_goes_with_its_transaction(committed, done):
    def fail():
        with unit_of_work():
            job_queue.enqueue_job("note", {"n": 1}, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not job_queue.run_one(NOW + timedelta(minutes=1))


def test_a_job_of_a_killed_worker_is_taken_up_when_its_lease_ends(committed, done):
    queue(1)
    assert job_queue.claim_job(NOW).tries == 1
    assert not job_queue.run_one(NOW + timedelta(seconds=30))
    assert job_queue.run_one(NOW + job_queue.LEASE + timedelta(seconds=1))
    assert done == [1]


def test_a_job_that_always_fails_is_parked_and_the_others_flow(committed, done, monkeypatch):
    monkeypatch.setitem(job_queue._handlers, "poison", lambda payload: 1 / 0)
    with unit_of_work():
        job_queue.enqueue_job("poison", {}, now=NOW)
    queue(7)
    for hours in range(job_queue.MOST_TRIES * 2):
        while job_queue.run_one(NOW + timedelta(hours=2 * hours)):
            pass
    assert done == [7]
    poison = db.session.scalars(select(Job).where(Job.kind == "poison")).one()
    assert poison.parked_at is not None
    assert poison.tries == job_queue.MOST_TRIES
    assert "ZeroDivisionError" in poison.error


def test_two_workers_never_do_the_same_job(committed, done):
    for number in range(20):
        queue(number)

    def work():
        with committed.app_context():
            while job_queue.run_one(NOW + timedelta(minutes=1)):
                pass
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(done) == list(range(20))


def test_the_oldest_waiting_job_is_told_in_seconds(committed):
    assert job_queue.oldest_waiting(NOW) == 0
    queue(1)
    assert job_queue.oldest_waiting(NOW + timedelta(seconds=90)) == pytest.approx(90, abs=1)


def test_a_chore_is_done_by_one_worker_a_turn_and_again_next_turn(committed, monkeypatch):
    turns = []
    monkeypatch.setattr(scheduler, "_chores", {})
    scheduler.declare_chore("count", timedelta(hours=1))(turns.append)
    assert scheduler.run_due(NOW) == 1
    assert scheduler.run_due(NOW) == 0
    assert scheduler.run_due(NOW + timedelta(hours=1)) == 1
    assert len(turns) == 2


def test_a_chore_that_fails_stops_no_other(committed, monkeypatch):
    turns = []
    monkeypatch.setattr(scheduler, "_chores", {})
    scheduler.declare_chore("broken", timedelta(hours=1))(lambda now: 1 / 0)
    scheduler.declare_chore("count", timedelta(hours=1))(turns.append)
    assert scheduler.run_due(NOW) == 1
    assert len(turns) == 1


def test_a_chore_does_not_sleep_until_the_day_of_a_clock_that_ran_ahead(committed, monkeypatch):
    turns = []
    monkeypatch.setattr(scheduler, "_chores", {})
    scheduler.declare_chore("count", timedelta(days=1))(turns.append)
    assert scheduler.run_due(NOW + timedelta(days=1)) == 1
    assert scheduler.run_due(NOW) == 1
    assert scheduler.run_due(NOW) == 0
    assert scheduler.run_due(NOW - timedelta(seconds=30)) == 0, "the clocks of two nodes differ a little"
