"""One secret has one holder: what is passed on opens the question once, the candidate alone opens what is theirs."""

from __future__ import annotations

import threading

import pytest

from portal.core.db import db, utcnow
from portal.mail.outbox import OutgoingLetter
from portal.referrals.consent import invitations, links
from portal.referrals.consent.models import Consent
from portal.referrals.duplicates import merging
from portal.referrals.duplicates.models import Likeness
from portal.referrals.introductions import acceptance
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Referral
from tests import factories, people
from tests.candidate_portal.answers import a_linked_referral, deliver, letters_to, say, told

PRIVATE = ("/data", "/data.json", "/documents/1")
NEW = "nouveau@exemple.example.com"


@pytest.fixture
def asked(cast):
    """(referral, the link that is passed on, the candidate's own)."""
    referral, own = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    return referral, passed_on(referral), own


@pytest.fixture
def by_phone(cast):
    """The same for somebody without an e-mail address."""
    person = factories.a_candidate("Zéphyrine Canari", email="", phone="+14185550177")
    referral, own = a_linked_referral(cast.alice, factories.a_role(cast.rita), candidate=person)
    return referral, passed_on(referral), own


def passed_on(referral) -> str:
    return links.token_of(links.passed_of(referral.id))


def own_of(referral) -> str:
    return links.token_of(links.link_of(referral.id))


def status(client, token: str, part: str = "") -> int:
    return client.get(f"/consent/{token}{part}").status_code


def test_what_is_passed_on_shows_the_question_and_opens_nothing_else(cast, client, asked):
    referral, token, own = asked
    page = client.get(f"/consent/{token}").text
    assert "Une plume pour la volière" in page
    assert 'value="yes"' in page
    assert "/data" not in page
    assert "/documents" not in page
    for part in PRIVATE:
        assert status(client, token, part) == 404
    for part in ("/details", "/purposes", "/withdrawal", "/documents", "/documents/1/removal"):
        assert client.post(f"/consent/{token}{part}", data=told(referral)).status_code == 404
    assert status(client, own, "/data.json") == 200


@pytest.mark.parametrize("said", ["yes", "no", "save"])
def test_an_answer_ends_it_and_the_own_link_leaves_by_letter_alone(cast, client, asked, said):
    referral, token, own = asked
    answer = say(client, token, referral, answer=said, email="canari@exemple.example.com")
    assert (answer.status_code, answer.location) == (303, "/consent/answered")
    fresh = own_of(referral)
    assert fresh not in client.get("/consent/answered").text
    (mail,) = deliver(referral)
    assert mail.address == "canari@exemple.example.com"
    assert f"/consent/{fresh}" in mail.text
    assert [status(client, one) for one in (token, own, fresh)] == [404, 404, 200]
    assert status(client, fresh, "/data.json") == 200


@pytest.mark.parametrize("said", ["yes", "no", "save"])
def test_without_an_address_the_own_link_is_shown_where_they_answered(cast, client, by_phone, said):
    referral, token, own = by_phone
    answer = say(client, token, referral, answer=said)
    fresh = own_of(referral)
    assert answer.location == f"/consent/{fresh}"
    assert f"http://localhost/consent/{fresh}" in client.get(answer.location).text
    assert letters_to(referral) == []
    assert [status(client, one) for one in (token, own)] == [404, 404]


def test_whoever_gives_an_address_gets_the_link_there(cast, client, by_phone):
    referral, token, _own = by_phone
    assert say(client, token, referral, email=NEW).location == "/consent/answered"
    (mail,) = deliver(referral)
    assert (mail.address, f"/consent/{own_of(referral)}" in mail.text) == (NEW, True)


def test_the_letter_in_a_strangers_mailbox_is_dead_once_the_address_is_corrected(cast, client, asked):
    referral, token, old = asked
    invitations.invite_candidate(referral, now=utcnow())
    (letter,) = deliver(referral)
    assert f"/consent/{old}" in letter.text
    answer = say(client, old, referral, answer="save", email=NEW)
    fresh = own_of(referral)
    assert answer.location == f"/consent/{fresh}", "who corrects it holds their own link already"
    assert [status(client, one) for one in (token, old, fresh)] == [404, 404, 200]
    assert [status(client, old, part) for part in PRIVATE] == [404] * 3
    (mail,) = deliver(referral)
    assert (mail.address, f"/consent/{fresh}" in mail.text) == (NEW, True)


def test_a_corrected_address_ends_the_letters_of_every_referral_of_the_person(cast, client, asked):
    referral, _token, own = asked
    other, second = a_linked_referral(cast.alice, candidate=referral.candidate)
    say(client, own, referral)
    say(client, own, referral, "details", email=NEW)
    assert [status(client, one) for one in (own, second)] == [404, 404]
    assert {
        mail.text.count(f"/consent/{own_of(row)}")
        for row, mail in zip((referral, other), deliver(referral), strict=True)
    } == {1}


def test_the_own_link_outlives_an_answer_and_what_was_passed_on_does_not(cast, client, asked):
    referral, token, own = asked
    assert say(client, own, referral).location == f"/consent/{own}"
    assert [status(client, one) for one in (token, own)] == [404, 200]


def test_what_is_passed_on_never_shows_what_the_candidate_said(cast, client, client_for, asked):
    referral, token, own = asked
    say(client, own, referral, answer="save", phone="+14185550188", experience="Voltige")
    assert status(client, token) == 404
    assert "their-page" not in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_two_people_who_are_found_to_be_one_are_not_shown_to_each_others_referrer(cast, client, asked):
    referral, token, _own = asked
    other, _link = a_linked_referral(cast.alice, candidate=factories.a_candidate("Zéphirine Canari"))
    pair = sorted((referral.candidate_id, other.candidate_id))
    likeness = Likeness(first_id=pair[0], second_id=pair[1], why="name", found_at=utcnow())
    db.session.add(likeness)
    db.session.flush()
    second = passed_on(other)
    merging.merge_records(likeness, reason="Même voix au téléphone", by=cast.rita, now=utcnow())
    assert [status(client, one) for one in (token, second)] == [404, 404]


@pytest.mark.parametrize("who", ["alice", "rita", "max", "romain", "ada"])
@pytest.mark.parametrize("part", ["", "/details", "/purposes", "/withdrawal", "/erasure"])
def test_nobody_of_the_house_answers_for_them_and_what_was_typed_stays(cast, client, client_for, asked, who, part):
    referral, token, own = asked
    if part:
        say(client, own, referral)
    before, given = referral.version, len(db.session.scalars(db.select(Consent)).all())
    answer = client_for(getattr(cast, who)).post(
        f"/consent/{own if part else token}{part}", data=told(referral, region="Sept-Îles", purposes=["this_role"])
    )
    assert answer.status_code == 403
    assert getattr(cast, who).name in answer.text
    assert 'value="Sept-Îles"' in answer.text
    db.session.refresh(referral)
    assert (referral.version, len(db.session.scalars(db.select(Consent)).all())) == (before, given)
    assert referral.candidate.erased_at is None


@pytest.mark.parametrize("who", ["alice", "rita", "max", "romain", "ada"])
def test_nobody_of_the_house_reads_their_page(cast, client, client_for, asked, who):
    referral, token, own = asked
    acceptance.accept_introduction(referral, by=cast.rita, now=utcnow(), version=referral.version)
    reader = client_for(getattr(cast, who))
    for path in (own, *(f"{own}{part}" for part in PRIVATE)):
        page = reader.get(f"/consent/{path}")
        assert page.status_code == 403
        assert "Canari" not in page.text
    looked = reader.get(f"/consent/{token}")
    assert looked.status_code == (200 if who == "alice" else 403), "the referrer may look at what they pass on"
    assert who == "alice" or "Canari" not in looked.text


def test_another_producer_answers_for_themselves(cast, client_for, asked):
    referral, token, _own = asked
    assert say(client_for(cast.bruno), token, referral).status_code == 303


def test_the_register_keeps_by_which_way_a_yes_came(cast, client, client_for, asked, by_phone):
    for (referral, token, _own), way in ((asked, "passed_on"), (by_phone, "passed_on")):
        say(client, token, referral)
        assert [row.way for row in consents(referral)] == [way]
    referral, _token, own = a_linked(cast)
    invitations.invite_candidate(referral, now=utcnow())
    deliver(referral)
    say(client, own, referral)
    assert [row.way for row in consents(referral)] == ["letter"]
    say(client, own_of(by_phone[0]), by_phone[0], "purposes", purposes=["future_roles"])
    assert [row.way for row in consents(by_phone[0])] == ["passed_on", "own_page"]
    page = client_for(cast.ada).get("/admin/consents").text
    for words in ("que la personne qui recommande a transmis", "un lien reçu par courriel", "le lien personnel"):
        assert words in page
    assert client.get(f"/consent/{own}/data.json").json["referrals"][0]["consents"][0]["way"] == "letter"


def a_linked(cast):
    person = factories.a_candidate("Merle Noir", email="merle@exemple.example.com")
    referral, own = a_linked_referral(cast.alice, factories.a_role(cast.rita), candidate=person)
    return referral, passed_on(referral), own


def consents(referral) -> list[Consent]:
    mine = db.select(Consent).where(Consent.referral_id == referral.id, Consent.party == "candidate")
    return list(db.session.scalars(mine.order_by(Consent.id)))


def test_the_letters_to_a_candidate_never_go_to_who_introduces_them(cast, client, asked):
    referral, token, _own = asked
    local, domain = cast.alice.email.split("@")
    for address in (cast.alice.email, f"{local.upper()}+moi@{domain}"):
        answer = say(client, token, referral, email=address)
        assert answer.status_code == 422
        assert "Alice Côté" in answer.text
    assert referral.candidate.email == "canari@exemple.example.com"


def test_who_asked_for_silence_gets_no_letter_and_the_page_does_not_tell(cast, client, asked):
    referral, token, _own = asked
    contact_hashes.suppress_hashes(
        contact_hashes.hash_addresses("canari@exemple.example.com"), how="page", now=utcnow()
    )
    assert say(client, token, referral).location == "/consent/answered"
    assert deliver(referral) == []


def test_of_many_who_hold_what_was_passed_on_one_is_heard(committed):
    cast = people.gather()
    referral, _own = a_linked_referral(cast.alice)
    token, number, form = passed_on(referral), referral.id, told(referral, answer="save")
    clients = [committed.test_client() for _one in range(8)]
    for one in clients:
        one.token()
    codes, gate = [], threading.Barrier(len(clients))

    def answer(client, region: str) -> None:
        gate.wait()
        codes.append(client.post(f"/consent/{token}", data=form | {"region": region}).status_code)

    threads = [threading.Thread(target=answer, args=(one, f"Lieu {index}")) for index, one in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    assert sorted(codes) == [303] + [404] * 7
    assert links.passed_of(number).ended_at is not None
    assert links.link_of(number).nonce.endswith(":1")
    assert (
        len(db.session.scalars(db.select(OutgoingLetter).where(OutgoingLetter.letter == "consent.own_page")).all()) == 1
    )
    assert db.session.get_one(Referral, number).candidate.region.startswith("Lieu ")
