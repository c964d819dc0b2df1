"""A forgotten password: whoever asks hears the same, and only the mailbox of the account learns the link."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.auth import one_time_links as links
from portal.accounts.auth import passwords
from portal.accounts.models import User
from portal.core.db import db, utcnow
from portal.jobs import queue
from portal.mail import outbox
from portal.mail.outbox import Mail, OutgoingLetter
from tests import factories, people
from tests.support.statements import counted

GOOD = "trois tilleuls devant la gare"
PAGE = "/forgotten-password"
STRANGER = "nobody@relais.example.com"
LINK = re.compile(r"http://localhost(/(?:reset|invitation)/[\w-]+)")


@pytest.fixture
def letters_leave(app):
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, smtp_url="smtp://localhost:1")
    yield
    app.config["SETTINGS"] = before


def ask(client, email: str):
    return client.post(PAGE, data={"email": email})


def work() -> None:
    """Do what the worker has to do, short of sending."""
    while queue.run_one():
        pass


def letters() -> list[Mail | None]:
    """Every posted letter, written as it would leave now."""
    rows = db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)).all()
    return [outbox.composer_of(row.letter)(int(row.recipient.rpartition(":")[2]), row.facts) for row in rows]


def link_in(mail: Mail) -> str:
    return LINK.search(mail.text)[1]


def test_the_letter_goes_to_the_account_and_its_link_sets_the_password(cast, client, letters_leave):
    assert ask(client, f"  {cast.alice.email.upper()} ").status_code == 303
    work()
    (mail,) = letters()
    assert (mail.address, mail.language) == (cast.alice.email, cast.alice.language)
    assert client.post(link_in(mail), data={"password": GOOD}).status_code == 303
    assert passwords.matches_password(db.session.get(User, cast.alice.id), GOOD)
    assert letters() == [None], "a letter that is late must not bring a link that was used"


def test_the_answer_and_the_work_are_the_same_for_every_address(cast, client, letters_leave):
    cast.max.disabled_at = utcnow()
    db.session.commit()
    answers, sent = set(), []
    for email in (cast.alice.email, cast.max.email, STRANGER):
        with counted() as statements:
            answer = ask(client, email)
        sent.append([statement.split()[:2] for statement in statements])
        answers.add((answer.status_code, answer.location, client.get(answer.location).text))
    assert len(answers) == 1
    assert sent[0] == sent[1] == sent[2]
    work()
    assert [mail.address for mail in letters()] == [cast.alice.email]


def test_the_token_is_nowhere_in_the_database(cast, client, letters_leave):
    ask(client, cast.alice.email)
    work()
    token = link_in(letters()[0]).rpartition("/")[2]
    for table in db.metadata.sorted_tables:
        assert token not in repr(db.session.execute(select(table)).all()), table.name


def test_asking_ends_no_link_and_no_session_and_a_used_link_ends_all(cast, client, client_for, letters_leave):
    handed_on = links.make_reset_link(cast.alice, by=cast.ada, now=utcnow()).removeprefix("http://localhost")
    db.session.commit()
    alice = client_for(cast.alice)
    ask(client, cast.alice.email)
    work()
    assert client.get(handed_on).status_code == 200
    assert alice.get("/me").status_code == 200
    client.post(link_in(letters()[0]), data={"password": GOOD})
    assert client.get(handed_on).status_code == 404
    assert alice.get("/me").status_code == 302


def test_the_link_works_for_two_hours(cast, client, letters_leave):
    nonce = links.reset_by_letter(cast.alice, utcnow() - timedelta(hours=1, minutes=59))
    old = links.reset_by_letter(cast.alice, utcnow() - timedelta(hours=2))
    assert links.find_posted_link(cast.alice.id, links.RESET, nonce, now=utcnow()) is not None
    assert links.find_posted_link(cast.alice.id, links.RESET, old, now=utcnow()) is None
    assert links.find_posted_link(cast.bruno.id, links.RESET, nonce, now=utcnow()) is None
    assert links.find_posted_link(cast.alice.id, links.INVITATION, nonce, now=utcnow()) is None


@pytest.mark.parametrize("email", ["alice", STRANGER])
def test_the_fourth_letter_of_an_hour_is_refused_with_the_time_to_come_back(cast, client, letters_leave, email):
    email = cast.alice.email if email == "alice" else email
    assert [ask(client, email).status_code for _ in range(4)] == [303, 303, 303, 429]
    answer = ask(client, email)
    assert int(answer.headers["Retry-After"]) > 0
    assert email in answer.text


@pytest.mark.parametrize("typed", ["", "nobody", "x" * 5000 + "@example.com"])
def test_what_is_no_address_is_refused_in_place(cast, client, letters_leave, typed):
    answer = ask(client, typed)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_where_no_letter_leaves_the_page_says_who_helps(cast, client):
    page = client.get(PAGE).text
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
    assert "administra" in page
    assert ask(client, cast.alice.email).status_code == 404
    assert PAGE in client.get("/sign-in").text


def test_an_invitation_is_brought_by_letter_until_a_newer_one_is_made(cast, client, letters_leave):
    person = factories.a_person("Noémie Labbé", producer=cast.quebec)
    first = links.make_invitation_link(person, by=cast.ada, now=utcnow())
    (mail,) = letters()
    assert (mail.address, mail.reply_to) == (person.email, cast.ada.email)
    assert first.endswith(link_in(mail))
    newer = links.make_invitation_link(person, by=cast.ada, now=utcnow())
    gone, fresh = letters()
    assert gone is None
    assert newer.endswith(link_in(fresh))


def test_where_no_letter_leaves_an_invitation_is_passed_on_by_hand(cast, client_for):
    person = factories.a_person("Noémie Labbé", producer=cast.quebec)
    db.session.commit()
    page = client_for(cast.ada).post(f"/admin/people/{person.id}/link").text
    assert "/invitation/" in page
    assert person.email not in page.split("<main")[1].split("</main>")[0]
    assert letters() == []


def test_links_of_every_kind_end_when_the_address_changes_and_their_letter_does_not_leave(
    cast, client, client_for, letters_leave
):
    noemie, ada = factories.a_person("Noémie Labbé", producer=cast.quebec), client_for(cast.ada)
    shown = [
        links.make_invitation_link(noemie, by=cast.ada, now=utcnow()),
        links.make_reset_link(cast.alice, by=cast.ada, now=utcnow()),
    ]
    ask(client, cast.alice.email)
    work()
    paths = [address.removeprefix("http://localhost") for address in shown] + [link_in(letters()[-1])]
    assert [client.get(path).status_code for path in paths] == [200] * 3
    for person in (noemie, cast.alice):
        details = {"name": person.name, "language": "fr", "timezone": "America/Toronto", "version": person.version}
        answer = ada.post(f"/admin/people/{person.id}", data={**details, "email": f"now.{person.email}"})
        assert answer.status_code == 303
        assert "Les liens envoyés à l’ancienne adresse ne fonctionnent plus." in ada.get(answer.location).text
    assert [client.get(path).status_code for path in paths] == [404] * 3
    assert [client.post(path, data={"password": GOOD}).status_code for path in paths] == [404] * 3
    assert letters() == [None] * 2


def test_a_link_goes_on_when_other_details_change(cast, client, client_for):
    noemie = factories.a_person("Noémie Labbé", producer=cast.quebec)
    path = links.make_invitation_link(noemie, by=cast.ada, now=utcnow()).removeprefix("http://localhost")
    details = {"name": "Noémie Roy", "email": noemie.email, "language": "fr", "timezone": "America/Toronto"}
    answer = client_for(cast.ada).post(f"/admin/people/{noemie.id}", data={**details, "version": noemie.version})
    assert answer.status_code == 303
    assert client.get(path).status_code == 200


def test_a_browser_that_signed_in_before_may_ask_although_strangers_asked_too_often(cast, app, letters_leave):
    own, stranger = app.test_client(), app.test_client()
    own.post("/sign-in", data={"email": cast.alice.email, "password": people.PASSWORD})
    own.post("/sign-out")
    own.forget_token()
    assert [ask(stranger, cast.alice.email).status_code for _ in range(4)] == [303] * 3 + [429]
    assert [ask(own, cast.alice.email).status_code for _ in range(4)] == [303] * 3 + [429]
