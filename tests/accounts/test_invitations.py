"""One-time links: shown once, kept as a digest, used once, by the one they were made for."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.auth import one_time_links as links
from portal.accounts.auth import passwords
from portal.accounts.first_admin import link_for_first_admin
from portal.accounts.models import OneTimeLink, SignIn, User
from portal.core.db import db, utcnow
from tests import factories, people

GOOD = "trois tilleuls devant la gare"

TOKEN = re.compile(r"Im[\w-]+\.[\w-]+\.[\w-]+")
"""The CSRF token of a page; it holds the second in which the page was made."""


def path_of(address: str) -> str:
    return address.removeprefix("http://localhost")


@pytest.fixture
def invited(cast) -> tuple[User, str]:
    person = factories.a_person("Noémie Labbé", producer=cast.quebec)
    address = links.make_invitation_link(person, by=cast.ada, now=utcnow())
    db.session.commit()
    return person, path_of(address)


def test_a_link_is_kept_only_as_a_digest(invited):
    _person, path = invited
    token = path.rsplit("/", 1)[1]
    kept = db.session.scalar(select(OneTimeLink))
    assert len(token) >= 43
    assert token not in repr(vars(kept))


def test_opening_a_link_many_times_uses_nothing(invited, client):
    person, path = invited
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert client.post(path, data={"password": GOOD}).status_code == 303
    assert passwords.matches_password(db.session.get(User, person.id), GOOD)


def test_accepting_opens_a_session_and_the_link_is_spent(invited, client):
    _person, path = invited
    client.post(path, data={"password": GOOD})
    assert "Noémie Labbé" in client.get("/me").text
    assert client.get(path).status_code == 404


def test_a_weak_password_is_explained_and_the_link_still_works(invited, client):
    _person, path = invited
    answer = client.post(path, data={"password": "motdepasse123"})
    assert answer.status_code == 422
    assert "se devine facilement" in answer.text
    assert client.post(path, data={"password": GOOD}).status_code == 303


def test_unknown_used_expired_and_foreign_links_give_the_same_page(cast, client):
    now = utcnow()
    used = path_of(links.make_invitation_link(cast.alice, by=cast.ada, now=now))
    newer = path_of(links.make_invitation_link(cast.alice, by=cast.ada, now=now))
    expired = path_of(links.make_invitation_link(cast.bruno, by=cast.ada, now=now - timedelta(days=8)))
    foreign = newer.replace("/invitation/", "/reset/")
    disabled = path_of(links.make_invitation_link(cast.max, by=cast.ada, now=now))
    cast.max.disabled_at = now
    invitations = [used, expired, disabled, "/invitation/nothing", "/first-admin/" + "x" * 5000]
    for dead in (invitations, [foreign, "/reset/%00", "/reset/nothing"]):
        answers = {(answer.status_code, TOKEN.sub("", answer.text)) for answer in map(client.get, dead)}
        assert len(answers) == 1
        assert next(iter(answers))[0] == 404
        spent = {client.post(path, data={"password": GOOD}).status_code for path in dead}
        assert spent == {404}


def test_a_dead_link_says_where_a_new_one_of_its_kind_comes_from(client):
    invitation, reset = (client.get(f"/{kind}/nothing").text for kind in ("invitation", "reset"))
    assert "Demandez-en une nouvelle à l’administration" in invitation
    assert "Mot de passe oublié" not in invitation
    assert "Redemandez-le sous « Mot de passe oublié ? »" in reset.replace("\u00a0", " ")


def test_a_reset_ends_every_session(cast, client, client_for):
    signed_in = client_for(cast.alice)
    path = path_of(links.make_reset_link(cast.alice, by=cast.ada, now=utcnow()))
    client.post(path, data={"password": GOOD})
    assert signed_in.get("/me").status_code == 302
    assert client.get("/me").status_code == 200


def test_of_ten_who_use_a_link_at_once_one_wins(committed):
    cast = people.gather()
    path = path_of(links.make_invitation_link(cast.alice, by=cast.ada, now=utcnow()))
    db.session.commit()
    before = len(db.session.scalars(select(SignIn)).all())
    db.session.commit()
    start, statuses = threading.Barrier(10), []

    def use(number: int) -> None:
        client = committed.test_client()
        client.token()
        start.wait()
        statuses.append(client.post(path, data={"password": f"{GOOD} {number}"}).status_code)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303] + [404] * 9
    assert len(db.session.scalars(select(SignIn)).all()) == before + 1


def test_the_first_administrator_says_who_they_are(app, client):
    path = path_of(link_for_first_admin())
    given = {"name": "Ada Nguyen", "email": "Ada@Example.com", "password": GOOD}
    assert client.post(path, data={"password": GOOD}).status_code == 422
    assert client.post(path, data=given).status_code == 303
    admin = db.session.scalar(select(User))
    assert (admin.name, admin.email, admin.is_admin) == ("Ada Nguyen", "ada@example.com", True)
    assert link_for_first_admin() is None


def test_each_start_of_an_empty_portal_gives_a_fresh_link_and_one_administrator(app, client):
    first, second = path_of(link_for_first_admin()), path_of(link_for_first_admin())
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert len(db.session.scalars(select(User)).all()) == 1
