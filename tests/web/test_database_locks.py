"""A database that is held or only reads: readers go on, writers hear in time that nothing was kept, and it heals."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.core.db import db, unit_of_work
from portal.core.engine import FOR_EVER, waiting_at_most
from portal.web.health import Trial
from portal.web.http.concurrency_limit import OF_WRITERS
from tests import people
from tests.support.client import Client
from tests.support.locks import held, only_reads
from tests.support.patience import until
from tests.support.sessions import sign_in

PATH, FIELDS = "/me/theme", {"theme": "dark"}
DETAILS = {"name": "Alice aux Pays-Bas", "language": "fr", "timezone": "America/Toronto", "theme": "auto"}


def impatient(client: Client, path: str, fields: dict) -> list:
    """The answer to a form, of a server whose writers wait for a tenth of a second."""
    answers, headers = [], {"X-CSRFToken": client.token()}

    def send() -> None:
        with waiting_at_most(0.1):
            answers.append(FlaskClient.open(client, path, method="POST", data=fields, headers=headers))

    asking = threading.Thread(target=send)
    asking.start()
    asking.join()
    return answers


def test_readers_do_not_wait_for_writers_that_wait(committed):
    cast, room = people.gather(), committed.extensions["relais-waiting-room"]
    everybody = (cast.alice, cast.bruno, cast.rita, cast.romain, cast.max, cast.ada)
    writers = [sign_in(committed.test_client(), person) for person in everybody]
    for each in writers:
        each.token()
    reader, answers = sign_in(committed.test_client(), cast.rita), []
    sending = [
        threading.Thread(target=lambda one=one: answers.append(one.post(PATH, data=FIELDS).status_code))
        for one in writers
    ]
    with held("app_user"):
        for each in sending:
            each.start()
        until(lambda: not room._for_writers and len(room._waiting) == len(writers) - OF_WRITERS)
        assert [reader.get(path).status_code for path in ("/opportunities", "/referrals/board", "/me")] == [200] * 3
        assert answers == []
    for each in sending:
        each.join()
    assert sorted(answers) == [303] * len(writers)


def test_a_writer_that_waited_too_long_hears_so_with_what_was_typed(committed):
    alice = sign_in(committed.test_client(), people.gather().alice)
    with held("app_user"):
        [answer] = impatient(alice, "/me", DETAILS)
    assert_kept_in_the_page(answer)
    assert alice.post("/me", data=DETAILS).status_code == 303


def assert_kept_in_the_page(answer) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert DETAILS["name"] in answer.text


def test_a_database_that_only_reads_keeps_what_was_typed_in_the_page_and_is_left_for_one_that_writes(committed):
    alice = sign_in(committed.test_client(), people.gather().alice)
    db.session.rollback()
    alice.token()
    with only_reads():
        assert alice.get("/me").status_code == 200
        assert_kept_in_the_page(alice.post("/me", data=DETAILS))
        assert alice.get("/me").status_code == 200
    assert_kept_in_the_page(alice.post("/me", data=DETAILS))
    assert alice.post("/me", data=DETAILS).status_code == 303
    assert "Alice aux Pays-Bas" in alice.get("/me").text


@pytest.mark.parametrize("trouble", [only_reads, partial(held, "rate_window")])
def test_who_can_write_nothing_is_not_ready(committed, trouble):
    client = committed.test_client()
    committed.extensions["relais-trial"] = Trial()
    with trouble():
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json["ready"]) == (503, False)
        assert client.get("/healthz").status_code == 200
        db.session.rollback()
    until(lambda: client.get("/readyz").status_code == 200)


def test_postgresql_works_on_a_statement_of_a_request_for_so_long_but_as_long_as_it_takes_for_who_serves_nobody(
    committed,
):
    if db.engine.dialect.name == "postgresql":
        assert limits_in_force() == ("15s", "30s")
        with waiting_at_most(0.1):
            assert limits_in_force() == ("100ms", "30s")
        with waiting_at_most(FOR_EVER):
            assert limits_in_force() == ("0", "0")
        assert limits_in_force() == ("15s", "30s")


def limits_in_force() -> tuple:
    with unit_of_work():
        shown = (db.session.scalar(text(f"SHOW {name}_timeout")) for name in ("lock", "statement"))
        return tuple(shown)


def test_a_database_that_goes_away_behind_a_page_that_is_ready_takes_the_page_not_along(committed, monkeypatch):
    alice = sign_in(committed.test_client(), people.gather().alice)
    before = committed.after_request_funcs[None]
    monkeypatch.setitem(committed.after_request_funcs, None, [cut, *before])
    answer = alice.get("/me")
    assert (answer.status_code, "Alice Côté" in answer.text) == (200, True)
    monkeypatch.undo()
    assert alice.get("/me").status_code == 200


def cut(response):
    """End the connection of this request as it is about to be given back."""
    if db.engine.dialect.name == "sqlite":
        db.session.connection().connection.driver_connection.close()
    else:
        number = db.session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            assert other.scalar(text("SELECT pg_terminate_backend(:number, 5000)"), {"number": number})
    return response
