"""A letter that is refused for good is told to whoever can help, with what to do, and only as long as it matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.mail import delivery, outbox
from portal.notifications.models import Notice
from portal.referrals.consent import invitations, links
from portal.referrals.record.models import Referral
from tests import factories, people
from tests.candidate_portal.answers import TRACES, a_linked_referral, say
from tests.mail.conftest import rows, state
from tests.support.client import Client
from tests.support.post import open_office
from tests.support.sessions import sign_in

ARRIVED_NOT = "n’est pas arrivé"


@pytest.fixture
def cast(committed):
    return people.gather()


@pytest.fixture
def clients(committed, cast) -> dict[str, Client]:
    """Everybody signed in; whoever delivers letters lets go of all rows."""
    return {name: sign_in(committed.test_client(), getattr(cast, name)) for name in ("alice", "rita", "bruno", "ada")}


def refused(carrier_to, mood: str) -> None:
    """Let everything that is due be refused for good: by the server, or for want of SMTPUTF8."""
    with open_office(accents=mood != "no accents") as office:
        office.moods.extend([mood] * 9 if mood != "no accents" else [])
        carrier = carrier_to(office)
        while delivery.deliver_one(carrier, utcnow() + timedelta(seconds=5)):
            pass
        carrier.leave()


def invited(cast, email: str = "canari@exemple.example.com") -> tuple[Referral, str]:
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    referral.candidate.email = email
    invitations.invite_candidate(referral, now=utcnow())
    db.session.commit()
    return referral, token


def told() -> dict[str, list[str]]:
    """Name → kinds of the notices that they got."""
    found = {}
    asked = db.select(User.name, Entry.kind).join(Notice, Notice.user_id == User.id).join(Entry)
    for name, kind in db.session.execute(asked.order_by(Notice.id)):
        found.setdefault(name, []).append(kind)
    return found


@pytest.mark.parametrize("mood", ["550", "data-554", "no accents"])
def test_the_referrer_and_the_office_are_told_with_what_to_do(cast, clients, carrier_to, mood):
    accents = {"email": "zéphyrine@exemple.example.com"} if mood == "no accents" else {}
    address = f"/referrals/{invited(cast, **accents)[0].id}"
    before = clients["alice"].get(address), clients["rita"].get(address)
    assert not [page for page in before if ARRIVED_NOT in page.text]

    refused(carrier_to, mood)
    assert [state(row) for row in rows() if row.letter == "consent.invitation"] == ["parked"]
    known = {"If-None-Match": before[0].headers.get("ETag", "")}
    mine, theirs = clients["alice"].get(address, headers=known), clients["rita"].get(address)
    assert "Transmettez vous-même le lien" in mine.text
    assert "Alice Côté le sait et peut transmettre le lien" in theirs.text
    assert not [trace for trace in TRACES if trace in theirs.text]
    assert told() == {name: ["referrals.not_delivered"] for name in ("Alice Côté", "Rita Gagnon")}
    assert "transmettez-lui vous-même le lien" in clients["alice"].get("/notifications").text
    assert "à une personne recommandée n’est pas arrivé" in clients["rita"].get("/notifications").text


def test_it_matters_no_more_once_the_candidate_was_heard_from(cast, clients, committed, carrier_to):
    referral, token = invited(cast)
    address = f"/referrals/{referral.id}"
    refused(carrier_to, "550")
    assert ARRIVED_NOT in clients["alice"].get(address).text
    again = db.session.get(Referral, int(address.rpartition("/")[2]))
    say(committed.test_client(), token, again, answer="", experience="Onze ans")
    assert ARRIVED_NOT not in clients["alice"].get(address).text


def test_it_matters_no_more_once_the_letter_left(cast, clients, carrier_to):
    address = f"/referrals/{invited(cast)[0].id}"
    refused(carrier_to, "550")
    assert "1\u00a0courriel n’a pas pu partir" in clients["ada"].get("/").text
    assert "n’a pas pu partir" not in clients["rita"].get("/").text
    clients["ada"].post("/admin/outbox/retry")
    refused(carrier_to, "fine")
    assert ARRIVED_NOT not in clients["alice"].get(address).text
    assert "n’a pas pu partir" not in clients["ada"].get("/").text


def test_a_referrer_without_a_link_to_pass_on_is_not_asked_to(cast, clients, committed, carrier_to):
    referral, _token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    passed, page = links.token_of(links.passed_of(referral.id)), f"/referrals/{referral.id}"
    say(committed.test_client(), passed, referral, answer="save", email="neuve@exemple.example.com")
    refused(carrier_to, "550")
    heard = [name for name, kinds in told().items() if "referrals.not_delivered" in kinds]
    assert heard == ["Rita Gagnon"]
    assert ARRIVED_NOT not in clients["alice"].get(page).text
    assert "plus de lien à transmettre" in clients["rita"].get(page).text


def test_whoever_invited_a_colleague_is_told(cast, committed, clients, carrier_to, monkeypatch):
    zoe = factories.a_person("Zoé Roy", producer=cast.quebec)
    leaving = replace(committed.config["SETTINGS"], smtp_url="smtp://127.0.0.1")
    monkeypatch.setitem(committed.config, "SETTINGS", leaving)
    clients["ada"].post(f"/admin/people/{zoe.id}/link")
    refused(carrier_to, "550")
    assert told()["Ada Nguyen"] == ["accounts.invitation_not_delivered"]
    assert "L’invitation n’est pas arrivée (Zoé Roy)" in clients["ada"].get("/notifications").text


@pytest.mark.sqlite_only
def test_every_letter_that_asks_a_candidate_or_brings_a_link_tells_when_it_is_refused():
    telling = {"invitation", "reminder", "own_page"}
    assert {f"consent.{name}" for name in telling} <= set(outbox._undelivered)
    assert {"introductions.to_candidate", "introductions.declined", "accounts.invitation"} <= set(outbox._undelivered)
