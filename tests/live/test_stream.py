"""`/live` over the wire: greeting, signals, resume, refusal, end."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from portal.accounts.events import DISABLED
from portal.activity.log import record
from portal.core.db import db, unit_of_work, utcnow
from portal.live import signals
from portal.live.models import Signal
from tests import people
from tests.support.patience import until
from tests.support.sessions import sign_in


@pytest.fixture
def alice_hears(committed):
    """A client of Alice, and Alice; the hub stops with the test."""
    cast = people.gather()
    hub = committed.extensions["relais-hub"]
    _signal(committed, "nobody")  # the signals of a portal that was ever used are never empty
    yield sign_in(committed.test_client(), cast.alice), cast
    hub.stop()
    deadline = time.monotonic() + 10
    while hub._thread and hub._thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    hub.stopping, hub._thread = False, None


def events(answer, most: int = 20):
    """The events of an open stream as (id, event, data), as a browser parses them."""
    kept = b""
    for chunk in answer.response:
        kept += chunk if isinstance(chunk, bytes) else chunk.encode()
        while b"\n\n" in kept:
            block, kept = kept.split(b"\n\n", 1)
            lines = dict(line.split(": ", 1) for line in block.decode().split("\n") if ": " in line)
            if "event" in lines:
                yield lines.get("id"), lines["event"], lines.get("data", "")


def test_a_change_comes_without_content_and_with_its_number(alice_hears):
    client, cast = alice_hears
    with closing(client.get("/live", buffered=False)) as answer:
        assert answer.headers["X-Accel-Buffering"] == "no"
        assert answer.mimetype == "text/event-stream"
        heard = events(answer)
        assert next(heard)[1] == "ping"
        threading.Timer(0.2, _signal, (client.application, f"user:{cast.alice.id}")).start()
        ident, event, data = next(heard)
        assert (event, data) == ("signal", "referral-42")
        assert int(ident) > 0


def _signal(app, audience):
    with app.app_context(), unit_of_work():
        signals.write_signals([("referral-42", audience), ("referral-43", "user:0")], utcnow())


def test_a_returning_stream_hears_what_it_missed(alice_hears):
    client, cast = alice_hears
    last = signals.newest_id()
    _signal(client.application, f"user:{cast.alice.id}")
    headers = {"Last-Event-ID": str(last)}
    with closing(client.get("/live", buffered=False, headers=headers)) as answer:
        assert next(events(answer))[1:] == ("signal", "referral-42")


def test_a_number_that_we_do_not_know_starts_again(alice_hears):
    client, _cast = alice_hears
    with closing(client.get("/live", buffered=False, headers={"Last-Event-ID": "99999999"})) as answer:
        assert next(events(answer))[1] == "reset"


@pytest.mark.parametrize("ident", ["9" * 30, "9" * 5000])
def test_a_number_that_no_number_of_ours_is_as_long_as_starts_again(alice_hears, ident):
    client, _cast = alice_hears
    with closing(client.get("/live", headers={"Last-Event-ID": ident}, buffered=False)) as answer:
        assert next(events(answer))[1] == "reset"


def test_a_stream_that_could_not_begin_keeps_no_place(alice_hears, monkeypatch):
    client, _cast = alice_hears
    hub = client.application.extensions["relais-hub"]

    def gone() -> int:
        raise OperationalError("SELECT", {}, Exception("the database is away"))

    before = hub.count
    with monkeypatch.context() as while_away:  # for the hub too, whose thread outlives it
        while_away.setattr(signals, "newest_id", gone)
        assert client.get("/live").status_code == 503
    assert hub.count == before


def test_open_streams_begin_anew_when_the_database_lost_its_last_signals(alice_hears):
    client, cast = alice_hears
    hub = client.application.extensions["relais-hub"]
    for _ in range(3):
        _signal(client.application, f"user:{cast.alice.id}")
    last = signals.newest_id()
    with closing(client.get("/live", buffered=False)) as answer:
        heard = events(answer)
        assert next(heard)[1] == "ping"
        until(lambda: hub.heard == last)
        with unit_of_work():
            db.session.execute(delete(Signal).where(Signal.id > last - 3))
        assert {event for _id, event, _data in heard} <= {"signal", "ping"}, "it ends"
    with closing(client.get("/live", buffered=False, headers={"Last-Event-ID": str(last)})) as answer:
        heard = events(answer)
        assert next(heard)[1] == "reset"
        _signal(client.application, f"user:{cast.alice.id}")
        assert next(heard)[1:] == ("signal", "referral-42")


@pytest.mark.parametrize("stays", [False, True])
def test_a_stream_ends_with_its_idle_session_and_tells_nothing_after_unless_the_person_did_something(
    alice_hears, stays
):
    _client, cast = alice_hears
    app = _client.application
    client = sign_in(app.test_client(), cast.alice, utcnow() - timedelta(minutes=30) + timedelta(seconds=2))
    with closing(client.get("/live", buffered=False)) as answer:
        heard = events(answer)
        assert next(heard)[1] == "ping"
        if stays:
            assert client.post("/me/session").status_code == 204
        until(lambda: (client.get("/live/since/0").status_code == 401) != stays)
        if not stays:
            _signal(app, f"user:{cast.alice.id}")
            assert "referral-42" not in {data for _id, _event, data in heard}
            return
        time.sleep(2)  # past the moment at which it would have ended
        _signal(app, f"user:{cast.alice.id}")
        assert any(data == "referral-42" for _id, _event, data in heard)


def test_a_disabled_person_is_cut_off(alice_hears):
    client, cast = alice_hears
    with closing(client.get("/live", buffered=False)) as answer:
        heard = events(answer)
        assert next(heard)[1] == "ping"
        with unit_of_work():
            record(DISABLED, cast.alice, by=cast.ada, now=utcnow(), person=cast.alice.name)
        assert [event for _id, event, _data in heard if event == "signal"] == []


def test_polling_says_the_same_as_the_stream(alice_hears):
    client, cast = alice_hears
    last = signals.newest_id()
    _signal(client.application, f"user:{cast.alice.id}")
    answer = client.get(f"/live/since/{last}").json
    assert answer == {"last": signals.newest_id(), "topics": ["referral-42"], "reset": False}


def test_a_full_process_says_so_and_when_to_come_back(alice_hears):
    client, _cast = alice_hears
    hub = client.application.extensions["relais-hub"]
    kept, hub.most_streams = hub.most_streams, 0
    try:
        answer = client.get("/live")
    finally:
        hub.most_streams = kept
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_the_signed_out_get_401(app):
    assert app.test_client().get("/live").status_code == 401
    assert app.test_client().get("/live/since/1").status_code == 401
