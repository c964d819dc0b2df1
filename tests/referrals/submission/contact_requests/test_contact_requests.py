"""Ask them first: a contact tells one producer about themselves, and nobody else of the house can know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.core.db import db, utcnow
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.referrals.record.models import ReferralDraft
from portal.referrals.submission import drafts
from portal.referrals.submission.contact_requests import requests as contact_requests
from portal.referrals.submission.contact_requests.models import ContactRequest
from tests import factories

CANARY = "Zéphirine Quenneville"
SAID = {
    "name": CANARY,
    "email": "zephirine@exemple.example.com",
    "phone": "418 555-0188",
    "fields": ["insurance"],
    "experience": "Douze ans d’assurance collective, à Lévis.",
    "wish": "Bâtir une équipe.",
    "may_be_named": "y",
}


@pytest.fixture
def asked(cast) -> ContactRequest:
    """What Alice asked of somebody."""
    made = contact_requests.create_request("Zéphirine", "fr", None, by=cast.alice, now=utcnow())
    db.session.commit()
    return made


def page_of(request: ContactRequest) -> str:
    return contact_requests.address_of(request).removeprefix("http://localhost")


def requests() -> int:
    return db.session.scalar(select(func.count()).select_from(ContactRequest))


def test_from_the_link_to_a_draft_that_says_what_they_said(cast, client_for, client):
    role, alice = factories.a_role(cast.rita), client_for(cast.alice)
    made = alice.post("/referrals/contacts", data={"called": "Zéphirine", "language": "fr", "opportunity": role.id})
    asked = db.session.scalars(select(ContactRequest)).one()
    assert (made.status_code, made.location) == (303, f"/referrals/contacts/{asked.id}")
    assert contact_requests.address_of(asked) in alice.get(made.location).text

    shown = client.get(page_of(asked))
    assert (shown.status_code, cast.alice.name in shown.text, role.title_fr in shown.text) == (200, True, True)
    assert client.post(page_of(asked), data=SAID).status_code == 303
    assert "zephirine@exemple.example.com" in alice.get(made.location).text

    begun = alice.post(f"/referrals/contacts/{asked.id}/draft")
    text = alice.get(begun.location).text
    assert all(words in text for words in (CANARY, "Douze ans d’assurance", "Bâtir une équipe", role.title_fr))


def test_the_producer_hears_of_the_answer_at_once(cast, asked, client):
    client.post(page_of(asked), data=SAID)
    assert db.session.scalars(select(Notice.user_id)).all() == [cast.alice.id]
    heard = {tuple(row) for row in db.session.execute(select(Signal.topic, Signal.audience))}
    assert (f"contact-{asked.id}", f"user:{cast.alice.id}") in heard
    assert {audience for _topic, audience in heard} == {f"user:{cast.alice.id}"}


def test_an_answer_that_is_sent_twice_is_told_once(cast, asked, client):
    for wish in (SAID["wish"], SAID["wish"], "Autre chose."):
        assert client.post(page_of(asked), data=SAID | {"wish": wish}).status_code == 303
    assert db.session.scalars(select(Notice.user_id)).all() == [cast.alice.id] * 2


def test_nobody_else_of_the_house_can_know(cast, asked, client_for, client):
    client.post(page_of(asked), data=SAID)
    for person in (cast.rita, cast.max, cast.ada, cast.bruno, cast.romain):
        other = client_for(person)
        assert other.get(f"/referrals/contacts/{asked.id}").status_code == 404
        pages = ["/", "/referrals", "/referrals/contacts", "/notifications", f"/producers/{cast.alice.id}"]
        pages += [
            "/palette?q=Quenneville",
            "/referrals/board",
            "/referrals/board?text=Quenneville",
            "/admin",
            "/admin/log",
        ]
        for address in pages:
            text = other.get(address).text
            assert "Zéphirine" not in text, f"{person.name} reads it at {address}"
            assert "interrogée" not in text, f"{person.name} learns of it at {address}"


@pytest.mark.parametrize("who", ["alice", "rita", "max", "romain", "ada"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nobody_of_the_house_answers_for_them_and_what_was_typed_stays(cast, asked, client_for, client, who, language):
    client.post(page_of(asked), data=SAID)
    db.session.refresh(asked)
    person, before = getattr(cast, who), (asked.answers, asked.answered_at)
    person.language = language
    db.session.commit()
    signed_in = client_for(person)
    assert signed_in.get(page_of(asked)).status_code == (200 if who == "alice" else 403)
    for address in (page_of(asked), f"{page_of(asked)}/removal"):
        answer = signed_in.post(address, data=SAID | {"wish": "Diriger la volière"})
        assert answer.status_code == 403
        assert {"fr": "à qui ce lien est destiné", "en": "this link is meant for"}[language] in answer.text
        assert person.name in answer.text
        assert 'value="Diriger la volière"' in answer.text
    assert (requests(), asked.answers, asked.answered_at) == (1, *before)


def test_another_producer_answers_for_themselves(cast, asked, client_for):
    assert client_for(cast.bruno).post(page_of(asked), data=SAID).status_code == 303


def test_opening_the_link_changes_nothing(asked, client):
    for method in ("get", "head"):
        assert getattr(client, method)(page_of(asked)).status_code == 200
    db.session.refresh(asked)
    assert (asked.answered_at, asked.answers) == (None, {})


def test_unknown_expired_and_taken_back_links_look_the_same(cast, asked, client):
    old = contact_requests.create_request("Autre", "fr", None, by=cast.alice, now=utcnow() - timedelta(days=31))
    db.session.commit()
    gone = page_of(asked)
    assert client.post(f"{gone}/removal").status_code == 200
    answers = [client.get(address) for address in (gone, page_of(old), "/contacts/nothing")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) <= len(answers)
    assert all("Ce lien ne fonctionne plus" in answer.text for answer in answers)


def test_wrong_input_loses_nothing(asked, client):
    refused = client.post(page_of(asked), data=SAID | {"email": "", "phone": "", "wish": "Mon NAS est 130 692 544."})
    assert refused.status_code == 422
    assert "numéro d’assurance sociale" in refused.text
    assert "Douze ans d’assurance" in refused.text
    db.session.refresh(asked)
    assert asked.answered_at is None


def test_whoever_agrees_to_be_named_says_how_to_reach_them(asked, client):
    refused = client.post(page_of(asked), data=SAID | {"email": "", "phone": ""})
    assert (refused.status_code, "laissez un courriel ou un numéro" in refused.text) == (422, True)


def test_taking_it_back_erases_the_draft_that_was_begun_too(cast, asked, client_for, client):
    client.post(page_of(asked), data=SAID)
    alice = client_for(cast.alice)
    begun = alice.post(f"/referrals/contacts/{asked.id}/draft").location
    form = {"deed_key": db.session.scalars(select(ReferralDraft)).one().answers["key"], "name": CANARY, "why": "Un mot"}
    alice.post("/referrals/drafts", data=form, headers={"Accept": "application/json"})
    assert "Un mot" in alice.get(begun).text
    client.post(f"{page_of(asked)}/removal")
    assert (requests(), db.session.scalars(select(ReferralDraft)).all()) == (0, [])


def test_everything_is_erased_after_thirty_days_with_the_draft_that_was_begun(cast, asked):
    now = utcnow()
    contact_requests.answer_request(asked, SAID, now=now)
    contact_requests.begin_referral(asked, by=cast.alice, now=now)
    other = drafts.keep_draft({"deed_key": ["k" * 20], "name": ["Jeanne"]}, by=cast.alice, now=now, opportunity_id=None)
    assert contact_requests.erase_expired(now + timedelta(days=29)) == 0
    assert contact_requests.erase_expired(now + timedelta(days=30, seconds=1)) == 1
    assert (requests(), db.session.scalars(select(ReferralDraft.id)).all()) == (0, [other.id])


def test_a_referral_that_is_begun_twice_is_one_draft(cast, asked, client_for, client):
    client.post(page_of(asked), data=SAID)
    alice = client_for(cast.alice)
    begun = {alice.post(f"/referrals/contacts/{asked.id}/draft").location for _again in range(2)}
    assert len(begun) == 1
    assert len(db.session.scalars(select(ReferralDraft)).all()) == 1


def test_they_agreed_on_the_day_that_it_was_where_the_producer_lives(cast, asked):
    evening = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    contact_requests.answer_request(asked, SAID, now=evening)
    draft = contact_requests.begin_referral(asked, by=cast.alice, now=evening)
    assert draft.first("attested_on") == "2026-11-23"


def test_the_page_speaks_as_the_producer_chose_and_no_machine_remembers_it(cast, client):
    cast.quebec.region = "FR-IDF"
    asked = contact_requests.create_request("Zoe", "en", None, by=cast.alice, now=utcnow())
    db.session.commit()
    shown = client.get(page_of(asked))
    assert '<html lang="en"' in shown.text
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert client.post(page_of(asked), data=SAID | {"phone": "06 12 34 56 78"}).status_code == 303
    db.session.refresh(asked)
    assert asked.answers["phone"] == "+33612345678"


def test_forgotten_drafts_are_erased(cast):
    drafts.keep_draft({"deed_key": ["k" * 20], "name": [CANARY]}, by=cast.alice, now=utcnow(), opportunity_id=None)
    assert drafts.erase_old_drafts(utcnow() + timedelta(days=89)) == 0
    assert drafts.erase_old_drafts(utcnow() + timedelta(days=91)) == 1


def test_there_is_an_end_to_asking(cast, client_for):
    for number in range(contact_requests.MOST):
        contact_requests.create_request(f"Contact {number}", "en", None, by=cast.alice, now=utcnow())
    db.session.commit()
    refused = client_for(cast.alice).post("/referrals/contacts", data={"called": "Un de plus", "language": "fr"})
    assert (refused.status_code, "retirez-en d’abord une" in refused.text) == (422, True)
    assert 'value="Un de plus"' in refused.text
