"""The referrer corrects how somebody is reached until there is an answer: what went before ends, and hears nothing."""

from __future__ import annotations

import pytest

from portal.candidate_portal import responses
from portal.core.contact_details.phone_numbers import parse_number
from portal.core.db import db, utcnow
from portal.core.tokens import reach_digest
from portal.mail.outbox import OutgoingLetter
from portal.referrals.consent import contact_corrections, invitations, links
from portal.referrals.record import contact_hashes
from portal.referrals.record.contact_hashes import DoNotContact
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, deliver, letters_to, say
from tests.referrals.board.moves import history
from tests.referrals.submission.answers import typed

WRONG, RIGHT = "canari@exmaple.com", "canari@exemple.example.com"


@pytest.fixture
def asked(cast):
    person = factories.a_candidate("Zéphyrine Canari", email=WRONG, phone="+14185550177")
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita), candidate=person)
    return referral, token


def correct(client, referral, **changes):
    form = {"email": RIGHT, "phone": "418 555-0177", "version": referral.version, "address_kept": ""} | changes
    return client.post(f"/referrals/{referral.id}/contact", data=form)


def test_the_old_links_end_and_a_new_invitation_goes_to_the_new_address_alone(cast, client_for, client, asked):
    referral, token = asked
    passed = links.token_of(links.passed_of(referral.id))
    invitations.invite_candidate(referral, now=utcnow())
    assert [mail.address for mail in deliver(referral)] == [WRONG]
    page = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert "Corriger le courriel ou le téléphone" in page
    assert correct(client_for(cast.alice), referral).status_code == 303
    db.session.expire_all()
    person = referral.candidate
    assert (person.email, referral.typed_email, person.phone) == (RIGHT, RIGHT, "+14185550177")
    assert [client.get(f"/consent/{old}").status_code for old in (token, passed)] == [404, 404]
    assert [mail.address for mail in deliver(referral)] == [RIGHT]
    assert client.get(f"/consent/{links.token_of(links.link_of(referral.id))}").status_code == 200
    assert reach_digest(WRONG) not in contact_hashes.hashes_of(person.id)
    assert [line.gesture for line in history(referral)] == ["reached"]
    assert "a corrigé la façon de joindre" in client_for(cast.rita).get(f"/referrals/{referral.id}").text
    responses.give_consent(referral, ["this_role"], language="fr", way="letter", now=utcnow())
    assert WRONG not in {mail.address for mail in deliver(referral)}


def test_a_letter_that_had_not_left_leaves_once_and_for_the_new_address(cast, asked):
    referral, _token = asked
    invitations.invite_candidate(referral, now=utcnow())
    told = {"email": RIGHT, "phone": "", "by": cast.alice, "now": utcnow(), "version": referral.version}
    contact_corrections.correct_contact(referral, **told)
    assert [(mail.address, mail.subject != "") for mail in deliver(referral)] == [(RIGHT, True)]


def test_the_rule_of_one_letter_counts_the_address(cast, asked):
    referral, _token = asked
    other, _other_token = a_linked_referral(cast.alice, candidate=factories.a_candidate("Luc Roy", email=RIGHT))
    invitations.invite_candidate(other, now=utcnow())
    deliver(other)
    told = {"email": RIGHT, "phone": "", "by": cast.alice, "now": utcnow(), "version": referral.version}
    contact_corrections.correct_contact(referral, **told)
    assert deliver(referral) == []


def test_another_number_ends_what_was_passed_on_and_writes_to_nobody(cast, client, client_for, asked):
    referral, token = asked
    passed = links.token_of(links.passed_of(referral.id))
    invitations.invite_candidate(referral, now=utcnow())
    deliver(referral)
    answer = correct(client_for(cast.alice), referral, email=WRONG, phone="418 555-0199", address_kept=WRONG)
    assert answer.status_code == 303
    db.session.expire_all()
    assert referral.candidate.phone == parse_number("418 555-0199", ("CA",))
    assert client.get(f"/consent/{passed}").status_code == 404
    assert client.get(f"/consent/{token}").status_code == 200
    assert [row.sent_at is None for row in letters_to(referral)] == [False]


def test_who_asked_for_silence_gets_no_letter_at_another_address(cast, asked):
    referral, _token = asked
    db.session.add(DoNotContact(digest=reach_digest(WRONG), at=utcnow(), how="letter"))
    told = {"email": RIGHT, "phone": "", "by": cast.alice, "now": utcnow(), "version": referral.version}
    contact_corrections.correct_contact(referral, **told)
    assert deliver(referral) == []
    assert not contact_hashes.may_write_to(referral.candidate)


@pytest.mark.parametrize("word", ["yes", "details", "no"])
def test_after_any_word_of_theirs_nothing_is_corrected(cast, client, client_for, asked, word):
    referral, token = asked
    say(client, token, referral, answer={"details": "", "yes": "yes", "no": "no"}[word], experience="Onze ans")
    alice = client_for(cast.alice)
    assert "Corriger le courriel" not in alice.get(f"/referrals/{referral.id}").text
    db.session.refresh(referral)
    assert correct(alice, referral).status_code in (409, 422)
    db.session.expire_all()
    assert (referral.candidate.email, referral.typed_email) == (WRONG, WRONG)


def test_two_at_once_are_told_and_it_ends_somewhere(cast, client_for, asked):
    referral, _token = asked
    alice, before = client_for(cast.alice), referral.version
    assert correct(alice, referral).status_code == 303
    late = correct(alice, referral, email="zephyrine@exemple.example.com", version=before)
    assert (late.status_code, "zephyrine@exemple.example.com" in late.text) == (409, True)
    for number in range(2, 5):
        db.session.refresh(referral)
        answer = correct(alice, referral, email=f"z{number}@exemple.example.com")
    assert answer.status_code == 422
    assert "plusieurs corrections" in answer.text
    assert db.session.scalar(db.select(db.func.count()).select_from(OutgoingLetter)) == 1


@pytest.mark.parametrize(("email", "phone"), [("", ""), ("alice@", ""), ("{alice}", "")])
def test_without_a_way_to_reach_them_or_at_ones_own_address_it_comes_back_with_what_was_typed(
    cast, client_for, asked, email, phone
):
    referral, _token = asked
    email = email.format(alice=cast.alice.email)
    answer = correct(client_for(cast.alice), referral, email=email, phone=phone)
    assert answer.status_code == 422
    assert f'value="{email}"' in answer.text or not email
    assert '<details class="side__other" id="correct-contact" open>' in answer.text


def test_a_slip_is_asked_about_once_while_typing_and_when_it_is_sent(cast, client_for, asked):
    alice, referral = client_for(cast.alice), asked[0]
    hint = alice.post("/referrals/address-hint", data={"email": WRONG}, htmx=True)
    assert hint.text == "exmaple.com\xa0: vouliez-vous dire example.com\xa0?"
    assert alice.post("/referrals/address-hint", data={"email": RIGHT}, htmx=True).text == ""
    nasty = alice.post("/referrals/address-hint", data={"email": "<b>@exmaple.com"}, htmx=True).text
    assert "<b>" not in nasty
    first = correct(alice, referral, email="c@gmial.com")
    assert first.status_code == 422
    assert "gmial.com\xa0: vouliez-vous dire gmail.com" in first.text
    assert 'name="address_kept" type="hidden" value="c@gmial.com"' in first.text
    assert correct(alice, referral, email="c@gmial.com", address_kept="c@gmial.com").status_code == 303


def test_the_form_of_a_referral_asks_about_a_slip_once(cast, client_for):
    alice = client_for(cast.alice)
    form = typed(office=str(cast.quebec.id), email="julie@hotmial.com")
    first = alice.post("/referrals/new", data=form)
    assert (first.status_code, "vouliez-vous dire hotmail.com" in first.text) == (422, True)
    assert alice.post("/referrals/new", data=form | {"address_kept": "julie@hotmial.com"}).status_code == 303
