"""A number, an address or a document that the office was given: marked with who added it, the candidate's to remove."""

from __future__ import annotations

import json

import pytest

from portal.candidate_portal import data_export
from portal.core.db import db, utcnow
from portal.privacy import erasure
from portal.referrals.added_contacts.models import AddedContact
from portal.referrals.documents import documents as candidate_documents
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, letters_to
from tests.referrals.documents import hostile
from tests.referrals.documents.sending import WORDS, documents, opened

GIVEN = "zephyrine@travail.example.com"


@pytest.fixture
def known(cast):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    opened(referral)
    return referral, token


def add(client, referral, value: str):
    return client.post(f"/referrals/{referral.id}/contacts", data={"value": value})


def send(client, referral, content: bytes, name: str = "CV.docx"):
    head = f'--b\r\nContent-Disposition: form-data; name="document"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--b--\r\n"
    address, kind = f"/referrals/{referral.id}/documents", "multipart/form-data; boundary=b"
    return client.post(address, data=body, content_type=kind)


def test_what_the_office_was_given_is_marked_seen_by_the_candidate_and_theirs_to_remove(
    cast, client, client_for, known
):
    referral, token = known
    rita = client_for(cast.rita)
    assert "Ajouter un courriel ou un numéro reçu" in rita.get(f"/referrals/{referral.id}").text
    for _click in range(2):
        assert [add(rita, referral, value).status_code for value in (GIVEN, "418 555-0188")] == [303, 303]
    page = rita.get(f"/referrals/{referral.id}").text
    own = client.get(f"/consent/{token}").text
    for said in (GIVEN, "555-0188", "ajouté par Rita Gagnon"):
        assert said in page
        assert said in own
    assert GIVEN not in client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert [row.value for row in db.session.scalars(db.select(AddedContact))] == [GIVEN, "+14185550188"]
    first = db.session.scalar(db.select(AddedContact.id).where(AddedContact.value == GIVEN))
    assert client.post(f"/consent/{token}/contacts/{first}/removal").status_code == 303
    assert GIVEN not in rita.get(f"/referrals/{referral.id}").text
    assert client.post(f"/consent/{token}/contacts/{first}/removal").status_code == 404
    assert letters_to(referral) == []


@pytest.mark.parametrize("value", ["", "rita@", "12", "canari@exemple.example.com", "+1 418 555-0177", "{alice}"])
def test_what_is_no_way_or_known_already_comes_back_as_it_was_typed(cast, client_for, known, value):
    referral, _token = known
    value = value.format(alice=cast.alice.email)
    answer = add(client_for(cast.rita), referral, value)
    assert (answer.status_code, f'value="{value}"' in answer.text or not value) == (422, True)
    assert db.session.scalars(db.select(AddedContact)).all() == []


def test_nobody_adds_before_the_yes_nor_to_ones_own_and_no_stranger_removes(cast, client, client_for):
    asked, _token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    own, _token = a_linked_referral(cast.rita, factories.a_role(cast.rita), candidate=factories.a_candidate("Luc"))
    opened(own)
    for referral in (asked, own):
        assert add(client_for(cast.rita), referral, GIVEN).status_code == 404
        assert send(client_for(cast.rita), referral, hostile.word(WORDS)).status_code == 404
    theirs, token = a_linked_referral(cast.alice, candidate=factories.a_candidate("Ève"))
    opened(theirs)
    db.session.add(AddedContact(candidate_id=own.candidate_id, value=GIVEN, added_by="Max", added_at=utcnow()))
    db.session.commit()
    ident = db.session.scalar(db.select(AddedContact.id))
    assert client.post(f"/consent/{token}/contacts/{ident}/removal").status_code == 404
    assert db.session.scalar(db.select(AddedContact.id)) == ident


def test_a_document_given_to_the_office_is_checked_marked_and_removed_by_the_candidate(cast, client, client_for, known):
    referral, token = known
    rita = client_for(cast.rita)
    refused = send(rita, referral, b"not a document", "cv.exe")
    assert refused.status_code == 422
    assert "Rien n’a été ajouté" in refused.text
    assert send(rita, referral, hostile.word("NAS 130 692 544")).status_code == 422
    assert documents(referral) == []
    before = referral.candidate.last_contact_at
    content = hostile.word(WORDS)
    for _click in range(2):
        assert send(rita, referral, content).status_code == 303
    (kept,) = documents(referral)
    assert (kept.added_by, kept.name) == ("Rita Gagnon", "CV")
    assert referral.candidate.last_contact_at == before
    for page in (rita.get(f"/referrals/{referral.id}").text, client.get(f"/consent/{token}").text):
        assert "par Rita Gagnon" in page
    assert client.post(f"/consent/{token}/documents/{kept.id}/removal").status_code == 303
    assert documents(referral) == []


def test_a_document_that_is_too_big_says_so(cast, client_for, known, monkeypatch):
    referral, _token = known
    answer = send(client_for(cast.rita), referral, b"%PDF-1.4 " + b"x" * (12 * 1024 * 1024))
    assert answer.status_code == 413
    assert candidate_documents.list_documents(referral.candidate_id) == ()


def test_all_of_it_is_given_out_and_erased(cast, client_for, known):
    referral, _token = known
    add(client_for(cast.rita), referral, GIVEN)
    send(client_for(cast.rita), referral, hostile.word(WORDS))
    held = json.dumps(data_export.held_about(referral))
    assert GIVEN in held
    assert held.count("Rita Gagnon") >= 2
    erasure.erase_candidate(referral.candidate, why="asked", now=utcnow())
    db.session.commit()
    assert db.session.scalars(db.select(AddedContact)).all() == []
    assert documents(referral) == []
