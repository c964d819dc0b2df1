"""A mail server that misbehaves in every way, workers that are killed: none is lost, pages do not notice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from portal import worker
from portal.core.db import db, unit_of_work, utcnow
from portal.jobs import queue
from portal.mail import delivery
from tests import people
from tests.mail.conftest import START, carry, rows, state
from tests.support.patience import until
from tests.support.post import PostOffice, open_office, silent_office
from tests.support.programs import dies_with_us
from tests.support.sessions import sign_in

ROOT = Path(__file__).resolve().parents[2]
MOODS = ("fine", "fine", "421", "451", "550", "data-451", "cut")


def test_two_workers_and_a_server_in_every_mood_send_or_park_every_letter(committed, post, carrier_to):
    chance = random.Random(4)
    for n in range(60):
        post(n, to=n % 12 + 1)
    with open_office() as office:
        office.moods.extend(chance.choice(MOODS) for _ in range(120))

        def deliver():
            with committed.app_context():
                for hours in range(0, 200, 4):
                    carry(carrier_to(office), hours=hours)
                db.session.remove()

        _together(deliver, deliver)
        arrived = [letter["Message-ID"] for letter in office.letters]
    became = {row.message_id: state(row) for row in rows()}
    assert set(became.values()) == {"sent", "parked"}
    assert {identity for identity, what in became.items() if what == "sent"} <= set(arrived)
    twice = [identity for identity, times in Counter(arrived).items() if times > 1]
    assert set(arrived) <= set(became), "each copy bears the identity of its letter"
    assert len(arrived) - len(set(arrived)) <= 60, "only a cut after the letter makes a second copy"
    assert all(became[identity] in ("sent", "parked") for identity in twice)
    _in_the_order_of_each(office)


def _in_the_order_of_each(office: PostOffice) -> None:
    """First arrivals of one recipient come in the order in which they were posted."""
    seen: dict[str, list[int]] = {}
    for letter in office.letters:
        numbers = seen.setdefault(letter["X-Envelope-To"], [])
        number = int(letter["Subject"].split()[1])
        if number not in numbers:
            numbers.append(number)
    assert all(numbers == sorted(numbers) for numbers in seen.values())


def test_two_workers_never_send_the_same_letter(committed, post, carrier_to):
    for n in range(40):
        post(n, to=n + 1)
    with open_office() as office:

        def deliver():
            with committed.app_context():
                carry(carrier_to(office))
                db.session.remove()

        _together(deliver, deliver, deliver)
        assert sorted(letter["Subject"] for letter in office.letters) == sorted(f"Numéro {n}" for n in range(40))


def _together(*deeds) -> None:
    threads = [threading.Thread(target=deed) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)


def test_an_hour_without_a_server_loses_and_doubles_nothing(committed, post, carrier_to):
    for n in range(5):
        post(n, to=n + 1)
    with open_office() as office:
        carrier, port = carrier_to(office), office.port
    for minutes in range(0, 60, 5):
        carry(carrier, hours=minutes / 60)
    assert {state(row) for row in rows()} == {"waiting"}
    with open_office(port) as office:
        carry(carrier, hours=2)
        assert sorted(letter["Subject"] for letter in office.letters) == [f"Numéro {n}" for n in range(5)]


def test_a_killed_worker_s_letter_leaves_again_with_the_same_identity(committed, post, carrier_to):
    post(1)
    post(2)
    with open_office() as office:
        process = _a_worker(committed, office)
        office.moods.append(lambda _letter: os.kill(process.pid, signal.SIGKILL))
        process.wait(timeout=60)
        assert len(office.letters) == 1
        assert [state(row) for row in rows()] == ["waiting", "waiting"]
        carry(carrier_to(office))
        assert len(office.letters) == 2, "the other one leaves; the first is still leased"
        carry(carrier_to(office), hours=1)
        identities = Counter(letter["Message-ID"] for letter in office.letters)
    assert sorted(identities.values()) == [1, 2]
    assert {state(row) for row in rows()} == {"sent"}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("where", ["apart", "inside"])
def test_a_stopped_worker_finishes_the_letter_in_its_hands_and_begins_no_other(committed, post, where):
    post(1)
    post(2)
    with open_office() as office:
        process = _a_worker(committed, office, where)
        office.moods.append(lambda _letter: (os.kill(process.pid, signal.SIGTERM), time.sleep(3)))
        process.wait(timeout=60)
        assert [letter["Subject"] for letter in office.letters] == ["Numéro 1"]
    assert [state(row) for row in rows()] == ["sent", "waiting"]


def _a_worker(app, office: PostOffice, where: str = "apart") -> subprocess.Popen:
    settings = app.config["SETTINGS"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    given = {
        "RELAIS_DATA_DIR": str(settings.data_dir),
        "RELAIS_DATABASE_URL": settings.database_url,
        "RELAIS_SECRET_KEY": settings.secret_key,
        "RELAIS_SMTP_URL": office.url,
    }
    command = [sys.executable, "-m", "tests.mail.postman", where]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, env=clean | given, preexec_fn=dies_with_us(), **quiet)


@pytest.fixture
def hanging(committed, post):
    """The worker runs, and its first letter is in the hands of a server that says nothing."""
    post(1)
    settings, stopped = committed.config["SETTINGS"], threading.Event()
    with silent_office() as office:
        committed.config["SETTINGS"] = replace(settings, smtp_url=office.url)
        running = threading.Thread(target=worker.run_worker, args=(committed, stopped.is_set), daemon=True)
        running.start()
        until(lambda: rows()[0].lease is not None)
        yield
        stopped.set()
    for thread in (running, *(other for other in threading.enumerate() if other.name == "post")):
        thread.join(60)
    committed.config["SETTINGS"] = settings


def test_while_the_server_hangs_pages_answer_and_write_with_the_same_statements(committed, request):
    cast = people.gather()
    alice = sign_in(committed.test_client(), cast.alice)
    alice.get("/notifications")
    before = _statements(lambda: alice.get("/notifications"))
    request.getfixturevalue("hanging")
    assert _statements(lambda: alice.get("/notifications")) == before
    assert alice.post("/notifications/read").status_code == 303
    assert state(rows()[0]) == "waiting"


def _statements(deed) -> int:
    """How many statements the request of `deed` makes, in its own thread."""
    seen, here = [], threading.get_ident()

    def note(*_args):
        if threading.get_ident() == here:
            seen.append(1)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert deed().status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.usefixtures("hanging")
def test_while_the_server_hangs_jobs_are_done(monkeypatch):
    done = threading.Event()
    monkeypatch.setitem(queue._handlers, "note", lambda payload: done.set())
    with unit_of_work():
        queue.enqueue_job("note", {}, now=utcnow())
    assert done.wait(30)
    assert state(rows()[0]) == "waiting"


def test_the_leases_outlast_a_server_that_answers_at_the_last_moment():
    answers = 10  # greeting, EHLO, STARTTLS, EHLO, AUTH (2), MAIL, RCPT, DATA, end
    assert timedelta(seconds=answers * 20) < delivery.LEASE
    assert utcnow() > START
