"""Tries are counted before they are made, and nobody can shut somebody else out by trying wrong passwords."""

from __future__ import annotations

import contextvars
import threading

import pytest
from sqlalchemy import select

from portal.core.db import db, unit_of_work
from portal.core.rate_limits import RateWindow, Track, count_use, record_success
from portal.web.http import client_network
from tests.people import PASSWORD, gather
from tests.support.client import Client

WRONG = "ceci n’est pas le mot de passe"
NOBODY = "nobody@relais.example.com"


def attempt(client: Client, email: str, password: str = WRONG, address: str = "203.0.113.7", **options):
    """Try to sign in from `address`."""
    data = {"email": email, "password": password}
    return client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": address}, **options)


def status(*args, **options) -> int:
    return attempt(*args, **options).status_code


def wrong_tries(client: Client, number: int, email: str, address: str = "203.0.113.7") -> list[int]:
    return [status(client, email, address=address) for _ in range(number)]


@pytest.mark.parametrize("known", [True, False])
def test_after_ten_wrong_tries_who_has_an_account_and_who_has_none_wait_alike_and_hear_until_when(cast, client, known):
    email = cast.alice.email if known else NOBODY
    assert wrong_tries(client, 10, email) == [422] * 10
    answer = attempt(client, email, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_a_stranger_elsewhere_does_not_shut_the_owner_out(cast, client):
    wrong_tries(client, 12, cast.alice.email, address="198.51.100.9")
    assert status(client, cast.alice.email, PASSWORD) == 303


def test_a_colleague_who_errs_shuts_nobody_else_of_the_office_out(cast, client):
    wrong_tries(client, 12, cast.alice.email)
    assert status(client, cast.bruno.email, PASSWORD) == 303


def test_who_goes_on_trying_in_vain_uses_up_nothing_of_the_others(cast, client):
    wrong_tries(client, 15, cast.alice.email)
    assert sorted(db.session.scalars(select(RateWindow.uses))) == [10, 10, 10]


def test_a_browser_that_signed_in_before_gets_in_although_its_account_and_its_network_are_shut(cast, app):
    own, strangers = app.test_client(), app.test_client()
    assert status(own, cast.alice.email, PASSWORD) == 303
    own.post("/sign-out")
    own.forget_token()
    for network in range(11):
        wrong_tries(strangers, 10, cast.alice.email, address=f"198.51.100.{network}")
    for person in range(20):
        wrong_tries(strangers, 10, f"{person}@relais.example.com")
    assert status(strangers, cast.alice.email, PASSWORD, address="192.0.2.1") == 429, "the account is shut"
    assert status(strangers, cast.bruno.email, PASSWORD) == 429, "the network is shut"
    assert status(own, cast.alice.email, PASSWORD) == 303


def test_a_known_browser_has_no_more_tries_than_others_and_only_for_the_account_that_knows_it(cast, client):
    assert status(client, cast.alice.email, PASSWORD) == 303
    client.post("/sign-out")
    client.forget_token()
    assert wrong_tries(client, 11, cast.alice.email) == [422] * 10 + [429]
    assert wrong_tries(client, 11, cast.bruno.email) == [422] * 10 + [429]


def test_a_forged_cookie_is_no_known_browser(cast, client):
    wrong_tries(client, 10, cast.alice.email)
    client.set_cookie("relais-device", "eyIxIjoieCJ9.aAaAaA.forged")
    assert status(client, cast.alice.email, PASSWORD) == 429


def test_the_cookie_of_a_known_browser_is_out_of_reach_of_scripts(cast, client):
    [cookie] = [line for line in attempt(client, cast.alice.email, PASSWORD).headers.getlist("Set-Cookie")
                if line.startswith("relais-device=")]  # fmt: skip
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert cast.alice.email not in cookie


def test_addresses_of_one_ipv6_network_are_one(app, client):
    answers = [
        status(client, f"{number}@relais.example.com", address=f"2001:db8:1:2::{number:x}") for number in range(201)
    ]
    assert answers == [422] * 200 + [429]
    assert status(client, NOBODY, address="2001:db8:1:3::1") == 422


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("203.0.113.7:50123", "203.0.113.7"),
        ("[2001:db8:1:2:3:4:5:6]:50123", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_the_network_of_an_address(address, network):
    assert client_network.network_of(address) == network


def test_a_proxy_that_is_not_named_is_told_once_in_the_log(app, client, caplog):
    app.extensions.pop("relais-proxy-told", None)
    for _ in range(2):
        attempt(client, NOBODY, headers={"X-Forwarded-For": "198.51.100.1"})
    told = [line for line in caplog.records if line.name == client_network.__name__]
    assert [line.levelname for line in told] == ["WARNING"]


def test_a_success_forgets_the_errors_of_the_person_but_gives_strangers_no_new_tries(cast, client):
    wrong_tries(client, 4, cast.alice.email)
    assert status(client, cast.alice.email, PASSWORD) == 303
    assert sorted(db.session.scalars(select(RateWindow.uses))) == [0, 4, 4]


def test_of_many_tries_at_the_same_moment_no_more_pass_than_may(committed):
    email, answers, together = gather().alice.email, [], threading.Barrier(16)

    def one(client: Client) -> None:
        client.token()
        together.wait(30)
        answers.append(status(client, email))

    clients = [committed.test_client() for _ in range(16)]
    tries = [threading.Thread(target=contextvars.Context().run, args=(one, client)) for client in clients]
    for each in tries:
        each.start()
    for each in tries:
        each.join(60)
    assert (answers.count(422), answers.count(429)) == (10, 6)


def test_a_window_that_a_clock_ahead_of_its_time_made_keeps_nobody_out(app, monkeypatch):
    track = Track("1 per minute", "somebody")
    with monkeypatch.context() as ahead:
        ahead.setattr("time.time", lambda: 4e9)
        assert count_use(track) == 0
    assert count_use(track) == 0
    assert 0 < count_use(track) <= 60


def test_a_full_track_counts_on_no_other(app):
    wide, narrow = Track("2 per minute", "wide"), Track("1 per minute", "narrow")
    assert count_use(narrow, wide) == 0
    assert count_use(narrow, wide) > 0
    assert count_use(wide) == 0
    with unit_of_work():
        record_success(narrow)
    assert count_use(narrow, wide) > 0, "the wide one is full"
    assert count_use(narrow) == 0
