"""Two records held together and parted again: each link shows its own alone until both have said yes, and parting
leaves each as it was.
"""

from __future__ import annotations

import html
from datetime import timedelta

import pytest

from portal.activity.models import Entry
from portal.candidate_portal import expiry, responses
from portal.core.db import db, utcnow
from portal.core.files import file_store
from portal.privacy import erasure
from portal.referrals.documents.models import Document
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record import access_log, contact_hashes, search_index
from portal.referrals.record.contact_hashes import ContactHash
from portal.referrals.record.models import Candidate, Referral
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, say

WHY = "Toutes deux ont confirmé au téléphone."
ONE = ("canari@exemple", "555-0177", "CanariCV", "Une plume pour la volière")
TWO = ("serin@exemple", "555-0144", "SerinCV", "Le Nichoir")
TABLES = (Referral, Candidate, ContactHash, Document)
MOVES = {"version", "merged_into_id", "same_said_at"}
"""What may tell that they were merged and parted."""


def a_paper(candidate: Candidate, name: str) -> None:
    kept = file_store.store_file(f"%PDF-1.4 {name}".encode() * 40, "application/pdf", now=utcnow())
    paper = {"name": name, "kind": "pdf", "size": 9, "text": name, "added_at": utcnow()}
    db.session.add(Document(candidate_id=candidate.id, file_id=kept.id, **paper))


def two_records(cast) -> tuple:
    """(referral, token) of each of two, and the likeness that waits."""
    role = factories.a_role(cast.rita)
    opened = {"stage": "received", "agreed_at": utcnow()}
    one = a_linked_referral(cast.alice, role, days_ago=3, **opened)
    other = factories.a_person("Benoît Roy", producer=cast.quebec)
    serin = factories.a_candidate("Zéphirine Serin", email="serin@exemple.example.com", phone="+14185550144")
    two = a_linked_referral(other, role, candidate=serin, **opened | {"why": "Le Nichoir", "together_where": ""})
    for (referral, _token), name in ((one, "CanariCV"), (two, "SerinCV")):
        a_paper(referral.candidate, name)
        search_index.index_referral(referral)
    alike = Likeness(first_id=one[0].candidate_id, second_id=serin.id, why="field", found_at=utcnow())
    db.session.add(alike)
    db.session.commit()
    return one, two, alike


@pytest.fixture
def both(cast):
    return two_records(cast)


def merge(client, alike: Likeness):
    return client.post(f"/referrals/likenesses/{alike.id}/merged", data={"reason": WHY})


def held(client, token: str) -> str:
    paths = ("", "/data", "/data.json")
    return html.unescape("".join(client.get(f"/consent/{token}{path}").text for path in paths))


def told_in(words: tuple[str, ...], read: str) -> list[str]:
    return [word for word in words if word in read or word.replace("555-", "555") in read]


def rows() -> dict:
    """Every row of what the two hold, but for what a merging may leave."""
    found = {}
    for model in TABLES:
        names = [column.name for column in model.__table__.c if column.name not in MOVES]
        kept = db.session.execute(db.select(*(model.__table__.c[name] for name in names)))
        found[model.__tablename__] = sorted(str(tuple(row)) for row in kept)
    return found


def test_merging_asks_for_a_reason_and_keeps_what_was_typed(cast, client_for, both):
    *_both, alike = both
    rita, address = client_for(cast.rita), f"/referrals/likenesses/{alike.id}/merged"
    for typed, said in (
        ("   ", "Dites comment vous le savez"),
        ("Son numéro : 130 692 544", "Son numéro : 130 692 544"),
    ):
        answer = rita.post(address, data={"reason": typed})
        assert (answer.status_code, alike.answer) == (422, None)
        assert said in html.unescape(answer.text)
    assert merge(rita, alike).status_code == 303
    page = html.unescape(rita.get(f"/referrals/likenesses/{alike.id}").text)
    assert WHY in page
    assert "Rita Gagnon" in page
    assert "Séparer de nouveau" in page
    cast.rita.language = "en"
    db.session.commit()
    assert "Part them again" in client_for(cast.rita).get(f"/referrals/likenesses/{alike.id}").text


def test_no_link_gives_what_the_other_holds_until_both_have_said_that_it_is_theirs(cast, client, client_for, both):
    (_one, first), (_two, second), alike = both
    merge(client_for(cast.rita), alike)
    for own, foreign, token in ((ONE, TWO, first), (TWO, ONE, second)):
        read = held(client, token)
        assert (told_in(own, read), told_in(foreign, read)) == (list(own), [])
        assert "Oui, c’est moi aussi" in read
    client.post(f"/consent/{first}/sameness", data={"answer": "yes"})
    assert told_in(TWO, held(client, first)) == []
    assert told_in(ONE, held(client, second)) == []
    client.post(f"/consent/{second}/sameness", data={"answer": "yes"})
    for token in (first, second):
        read = held(client, token)
        assert told_in(ONE + TWO, read) == list(ONE + TWO)
    assert len(client.get(f"/consent/{first}/data.json").json["referrals"]) == 2


def test_each_referrer_reads_only_what_they_typed_after_a_merging(cast, client, client_for, both):
    (one, first), (two, _second), alike = both
    merge(client_for(cast.rita), alike)
    say(client, first, one, to="details", email="mue@exemple.example.com")
    for referral, foreign in ((one, TWO), (two, ONE)):
        own = client_for(db.session.get_one(type(cast.alice), referral.referrer_id))
        read = "".join(
            html.unescape(own.get(f"/referrals/{one_of}").text) for one_of in (referral.id, f"{referral.id}?part=side")
        )
        assert told_in((*foreign, "mue@"), read) == []
    assert "mue@exemple" in client_for(cast.rita).get(f"/referrals/{two.id}").text


def test_a_candidate_who_says_no_parts_them(cast, client, client_for, both):
    (one, first), (two, _second), alike = both
    merge(client_for(cast.rita), alike)
    client.post(f"/consent/{first}/sameness", data={"answer": "no"})
    assert alike.answer == "distinct"
    assert {one.candidate.merged_into_id, two.candidate.merged_into_id} == {None}
    assert "c’est moi aussi" not in held(client, first)


def test_parting_leaves_each_as_it_was(cast, client, client_for, both):
    (one, first), (two, second), alike = both
    rita, before = client_for(cast.rita), rows()
    index = [search_index.select_matching(word, [cast.quebec.id]) for word in ("canari", "serin")]
    found = [sorted(db.session.scalars(query)) for query in index]
    merge(rita, alike)
    assert [sorted(db.session.scalars(query)) for query in index] == [[one.id, two.id]] * 2
    for token in (first, second):
        client.post(f"/consent/{token}/sameness", data={"answer": "yes"})
    assert rita.post(f"/referrals/likenesses/{alike.id}/parted").status_code == 303
    assert rows() == before
    assert [sorted(db.session.scalars(query)) for query in index] == found
    assert (alike.answer, alike.reason) == ("distinct", "")
    assert told_in(TWO, held(client, first)) == told_in(ONE, held(client, second)) == []
    assert told_in(TWO, html.unescape(rita.get(f"/referrals/{one.id}").text)) == []
    logged = db.select(Entry.subject_id).where(Entry.kind == "referrals.parted").order_by(Entry.subject_id)
    assert list(db.session.scalars(logged)) == [one.id, two.id]


def test_after_thirty_days_it_is_too_late(cast, client_for, both):
    *_both, alike = both
    rita = client_for(cast.rita)
    merge(rita, alike)
    alike.answered_at -= timedelta(days=29, hours=23)
    db.session.commit()
    assert "Séparer de nouveau" in rita.get(f"/referrals/likenesses/{alike.id}").text
    alike.answered_at -= timedelta(hours=2)
    db.session.commit()
    assert "Séparer de nouveau" not in rita.get(f"/referrals/likenesses/{alike.id}").text
    answer = rita.post(f"/referrals/likenesses/{alike.id}/parted")
    assert answer.status_code == 422
    assert "Il n’est plus possible de séparer" in html.unescape(answer.text)
    assert alike.answer == "merged"


def test_of_three_the_other_two_stay_together(cast, client_for, both):
    (one, _first), (two, _second), alike = both
    third, _token = a_linked_referral(cast.alice, stage="received", candidate=factories.a_candidate("Zéphirine"))
    more = Likeness(first_id=two.candidate_id, second_id=third.candidate_id, why="field", found_at=utcnow())
    db.session.add(more)
    db.session.commit()
    rita = client_for(cast.rita)
    merge(rita, more)
    assert merge(rita, alike).status_code == 303
    assert {row.candidate.merged_into_id for row in (one, two, third)} == {one.candidate_id}
    rita.post(f"/referrals/likenesses/{alike.id}/parted")
    assert one.candidate.merged_into_id is None
    assert {row.candidate.merged_into_id for row in (two, third)} == {two.candidate_id}


def test_an_office_reads_of_the_other_record_only_what_it_may_open(cast, client_for, both):
    """Not after a withdrawal, and not from an office where the reader works on nothing."""
    (one, _first), (two, _second), alike = both
    rita = client_for(cast.rita)
    merge(rita, alike)
    assert told_in(TWO[:3], html.unescape(rita.get(f"/referrals/{one.id}").text)) == list(TWO[:3])
    seen = {row.candidate_id for row in sightings_of(cast.rita)}
    assert seen == {one.candidate_id, two.candidate_id}
    responses.withdraw_consent(two, now=utcnow())
    db.session.commit()
    assert told_in(TWO, html.unescape(rita.get(f"/referrals/{one.id}").text)) == []
    assert list(db.session.scalars(search_index.select_matching("serin", [cast.quebec.id]))) == []


def sightings_of(person) -> list:
    return list(db.session.scalars(db.select(access_log.Sighting).where(access_log.Sighting.actor_id == person.id)))


def test_time_keeps_the_records_of_one_person_together(cast, client_for, both):
    (one, _first), (two, _second), alike = both
    merge(client_for(cast.rita), alike)
    for referral in (one, two):
        referral.stage_since -= timedelta(days=1000)
        referral.candidate.created_at -= timedelta(days=1000)
        referral.candidate.last_contact_at = None
    two.candidate.last_contact_at = utcnow()
    db.session.commit()
    assert expiry.erase_kept_long(utcnow()) == 0
    two.candidate.last_contact_at = None
    db.session.commit()
    assert expiry.erase_kept_long(utcnow()) == 1
    assert (one.candidate.name, two.candidate.name) == ("", "")


def test_erasing_one_leaves_the_other_until_both_have_said_that_they_are_one(cast, client, client_for, both):
    (one, first), (two, _second), alike = both
    merge(client_for(cast.rita), alike)
    client.post(f"/consent/{first}/erasure", data={"never": "yes"})
    assert (one.candidate.name, one.typed_name) == ("", "")
    assert (two.candidate.name, two.candidate.merged_into_id) == ("Zéphirine Serin", None)
    assert two.is_open
    assert not contact_hashes.is_suppressed(two.candidate.email), "the office may be wrong that they are one"
    assert list(db.session.scalars(search_index.select_matching("serin", [cast.quebec.id]))) == [two.id]


def test_erasing_one_of_three_leaves_the_others_together(cast, client, client_for, both):
    (one, first), (two, _second), alike = both
    third, _token = a_linked_referral(cast.alice, factories.a_role(cast.rita), stage="received", agreed_at=utcnow())
    more = Likeness(first_id=two.candidate_id, second_id=third.candidate_id, why="field", found_at=utcnow())
    db.session.add(more)
    db.session.commit()
    for pair in (more, alike):
        assert merge(client_for(cast.rita), pair).status_code == 303
    client.post(f"/consent/{first}/erasure")
    assert {row.candidate.merged_into_id for row in (two, third)} == {two.candidate_id}
    assert one.candidate.merged_into_id is None


def test_erasing_one_erases_all_that_both_called_their_own(cast, client, client_for, both):
    (one, first), (two, second), alike = both
    merge(client_for(cast.rita), alike)
    for token in (first, second):
        client.post(f"/consent/{token}/sameness", data={"answer": "yes"})
    client.post(f"/consent/{first}/erasure")
    assert (one.candidate.name, two.candidate.name, two.typed_name) == ("", "", "")
    assert len(db.session.scalars(db.select(erasure.Erasure)).all()) == 2


def test_the_register_names_whose_document_it_was_and_a_look_without_a_trace_names_nobody(cast, client_for):
    (one, _first), (two, _second), alike = two_records(cast)
    rita = client_for(cast.rita)
    merge(rita, alike)
    db.session.execute(db.delete(access_log.Sighting))
    db.session.commit()
    access_log.current_memory().forget()
    paper = db.session.scalars(db.select(Document).where(Document.candidate_id == two.candidate_id)).one()
    address = f"/referrals/{one.id}/documents/{paper.id}"
    head = rita.head(address)
    assert (head.status_code, "SerinCV" in str(head.headers), "Canari" in str(head.headers)) == (200, False, False)
    assert db.session.scalars(db.select(access_log.Sighting)).all() == []
    assert "Serin" in rita.get(address).headers["Content-Disposition"].split(" - ")[0]
    seen = db.session.execute(db.select(access_log.Sighting.candidate_id, access_log.Sighting.place)).all()
    assert seen == [(two.candidate_id, "document")]
