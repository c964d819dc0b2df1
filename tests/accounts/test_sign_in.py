"""Signing in: nobody learns who has an account, tries are counted, each session is new and can be ended."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts import memberships
from portal.accounts.auth import passwords
from portal.accounts.models import SignIn
from portal.core.db import db, utcnow
from portal.live.models import Signal
from portal.live.signals import END_STREAMS
from tests.people import PASSWORD
from tests.support.sessions import sign_in

WRONG = "ceci n’est pas le mot de passe"


def attempt(client, email: str, password: str = WRONG, **options):
    return client.post("/sign-in", data={"email": email, "password": password}, **options)


def without_what_was_typed(answer, email: str) -> str:
    """The page without the address that was typed and the token, which is signed anew each second."""
    return re.sub(r"[\w.-]{60,}", "", answer.text.replace(email, ""))


def ended_streams_of(person) -> int:
    query = select(Signal).where(Signal.topic == END_STREAMS, Signal.audience == f"user:{person.id}")
    return len(db.session.scalars(query).all())


@pytest.fixture
def verified(monkeypatch) -> list[str]:
    """What Argon2 was asked to verify, so that time is counted and not measured."""
    asked, verify = [], type(passwords._hasher).verify

    def counting(self, hashed, password):
        asked.append(hashed)
        return verify(self, hashed, password)

    monkeypatch.setattr(type(passwords._hasher), "verify", counting)
    return asked


def test_unknown_wrong_invited_and_disabled_are_told_the_same(cast, client, verified):
    cast.bruno.password_hash = None
    cast.max.disabled_at = utcnow()
    tries = [
        (cast.alice.email, WRONG),
        ("nobody@relais.example.com", WRONG),
        (cast.bruno.email, WRONG),
        (cast.max.email, PASSWORD),
    ]
    answers = set()
    for number, (email, password) in enumerate(tries, 1):
        answer = attempt(client, email, password)
        answers.add((answer.status_code, without_what_was_typed(answer, email)))
        assert len(verified) == number
    assert len(answers) == 1
    assert next(iter(answers))[0] == 422


def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(cast, client):
    attempt(client, cast.alice.email, PASSWORD)
    with client.session_transaction() as session:
        first = session["_user_id"]
    client.forget_token()
    attempt(client, cast.alice.email, PASSWORD)
    with client.session_transaction() as session:
        assert session["_user_id"] != first
    ends = [row.ended_at for row in db.session.scalars(select(SignIn).order_by(SignIn.id))]
    assert ends[0] is not None
    assert ends[1] is None


def test_disabling_ends_sessions_and_streams(cast, client_for):
    alice = client_for(cast.alice)
    assert alice.get("/me").status_code == 200
    memberships.disable_person(cast.alice, version=None, by=cast.ada, now=utcnow())
    assert alice.get("/me").status_code == 302
    assert alice.get("/live").status_code == 401
    assert ended_streams_of(cast.alice) == 1


def test_new_roles_end_sessions_and_streams(cast, client_for):
    alice = client_for(cast.alice)
    held = memberships.roles_held_by(cast.alice) | {(cast.quebec.id, "manager")}
    memberships.give_roles(cast.alice, held, admin=False, version=None, by=cast.ada, now=utcnow())
    assert alice.get("/me").status_code == 302
    assert ended_streams_of(cast.alice) == 1


def test_signing_out_ends_the_session_and_its_stream(cast, client_for):
    alice = client_for(cast.alice)
    with alice.session_transaction() as session:
        token = session["_user_id"]
    answer = alice.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    with alice.session_transaction() as session:
        session["_user_id"] = token  # a stolen cookie is worth nothing now
    assert alice.get("/me").status_code == 302
    assert ended_streams_of(cast.alice) == 1


@pytest.mark.parametrize(("idle", "status"), [(29, 200), (31, 302)])
def test_a_session_ends_when_idle(app, cast, idle, status):
    client = sign_in(app.test_client(), cast.alice, utcnow() - timedelta(minutes=idle))
    assert client.get("/me").status_code == status


def test_a_session_ends_after_twelve_hours_whatever_happens(app, cast):
    client = sign_in(app.test_client(), cast.alice, utcnow() - timedelta(hours=12, minutes=1))
    db.session.scalar(select(SignIn)).last_deed_at = utcnow()
    assert client.get("/me").status_code == 302


def test_what_a_screen_asks_by_itself_does_not_extend_the_session(app, cast):
    client = sign_in(app.test_client(), cast.alice, utcnow() - timedelta(minutes=20))
    began = db.session.scalar(select(SignIn.last_deed_at))
    client.get("/notifications/bell", headers={"Relais-Background": "1"})
    client.get("/live/since/0")
    assert db.session.scalar(select(SignIn.last_deed_at)) == began
    client.get("/me")
    assert db.session.scalar(select(SignIn.last_deed_at)) > began


def test_one_click_extends_the_session(app, cast):
    client = sign_in(app.test_client(), cast.alice, utcnow() - timedelta(minutes=29))
    assert client.post("/me/session").status_code == 204
    assert utcnow() - db.session.scalar(select(SignIn.last_deed_at)) < timedelta(seconds=30)


def test_a_change_without_its_token_is_refused(cast, client_for):
    assert client_for(cast.alice).post("/me", data={"name": "X"}, csrf=False).status_code == 400


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example.com"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_change_from_elsewhere_is_refused(cast, client_for, headers):
    assert client_for(cast.alice).post("/me", data={"name": "X"}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "target", ["https://evil.example.com/", "//evil.example.com", "/\\evil.example.com", "javascript:alert(1)", "\\\\e"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(cast, client, target):
    answer = client.post(
        "/sign-in", query_string={"next": target}, data={"email": cast.alice.email, "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/"


def test_one_is_sent_back_to_where_one_wanted_to_go(cast, client):
    answer = client.get("/notifications?page=2")
    answer = client.post(answer.headers["Location"], data={"email": cast.alice.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/notifications?page=2"


@pytest.mark.parametrize(("mode", "status"), [("production", 422), ("development", 303)])
def test_accounts_of_the_demo_open_no_production(app, cast, client, monkeypatch, mode, status):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], mode=mode))
    cast.alice.email = "admin@demo.example.com"
    passwords.store_password(
        cast.bruno, "demo-relais-2026"
    )  # as an account of the demo has it, whatever its address is by now
    db.session.commit()
    for email, password in ((cast.alice.email, PASSWORD), (cast.bruno.email, "demo-relais-2026")):
        answer = client.post("/sign-in", data={"email": email, "password": password})
        assert answer.status_code == status
        client.forget_token()
    assert client.post("/sign-in", data={"email": cast.rita.email, "password": PASSWORD}).status_code == 303


def test_a_session_of_the_demo_is_none_where_another_mode_is_served(app, cast, client, monkeypatch):
    served = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", replace(served, mode="demo"))
    cast.ada.email = "admin@demo.example.com"
    db.session.commit()
    assert client.post("/sign-in/demo/admin").status_code == 303
    assert client.get("/admin/people").status_code == 200
    for mode in ("production", "development"):
        monkeypatch.setitem(app.config, "SETTINGS", replace(served, mode=mode))
        assert client.get("/admin/people").status_code == 302, mode
