"""The office reads a candidate’s documents once the introduction is open, and each opening is kept."""

from __future__ import annotations

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.core.files.file_store import StoredFile
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.privacy import erasure
from portal.referrals.consent import links
from portal.referrals.documents.models import Document
from portal.referrals.record.access_log import Sighting
from tests import factories, people
from tests.candidate_portal.answers import a_linked_referral
from tests.referrals.documents.sending import documents, opened, send
from tests.support.locks import held
from tests.support.patience import until
from tests.support.sessions import sign_in


def test_nobody_of_the_office_has_it_before_the_introduction_opens(cast, client, client_for, referral, token):
    send(client, token)
    (kept,) = documents(referral)
    address = f"/referrals/{referral.id}/documents/{kept.id}"
    for state in ("asked", "agreed"):
        referral.agreed_at = utcnow() if state == "agreed" else None
        for who in (cast.rita, cast.max, cast.ada, cast.alice, cast.bruno, cast.romain):
            assert client_for(who).get(address).status_code == 404
            page = client_for(who).get(f"/referrals/{referral.id}").text
            assert "Mon CV" not in page
            assert f"/documents/{kept.id}" not in page
    assert not db.session.query(Notice).count()
    facts = [(entry.facts, entry.actor_name) for entry in db.session.scalars(db.select(Entry))]
    assert "Mon CV" not in str(facts)


def test_once_it_is_open_the_office_reads_it_and_each_opening_is_kept(cast, client, client_for, referral, token):
    send(client, token)
    (kept,) = documents(referral)
    opened(referral)
    address = f"/referrals/{referral.id}/documents/{kept.id}"
    for who in (cast.rita, cast.max, cast.ada):
        given = client_for(who).get(address)
        assert given.status_code == 200
        assert 'filename="Zephyrine Canari - Mon CV.docx"' in given.headers["Content-Disposition"]
    for who in (cast.alice, cast.bruno, cast.romain):
        assert client_for(who).get(address).status_code == 404
    client_for(cast.rita).head(address)
    assert client.get(address).status_code == 302
    kinds = db.select(Entry.actor_id).where(Entry.kind == "documents.opened").order_by(Entry.id)
    assert db.session.scalars(kinds).all() == [cast.rita.id, cast.max.id, cast.ada.id]
    seen = db.select(Sighting.actor_id, Sighting.place).order_by(Sighting.at)
    assert db.session.execute(seen).all() == [(who.id, "document") for who in (cast.rita, cast.max, cast.ada)]
    other = factories.a_referral(cast.alice, stage="received")
    assert client_for(cast.rita).get(f"/referrals/{other.id}/documents/{kept.id}").status_code == 404


def test_a_document_waits_for_nobody_who_writes_and_each_opening_is_kept_later(committed):
    cast, late = people.gather(), committed.extensions["relais-late-sightings"]
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    send(committed.test_client(), token)
    [paper] = documents(referral)
    opened(referral)
    address, seen = f"/referrals/{referral.id}/documents/{paper.id}", (referral.candidate_id, cast.rita.id, "document")
    rita = sign_in(committed.test_client(), cast.rita)
    with held("sighting"):
        for _again in range(2):
            assert rita.get(address).data.startswith(b"PK")
        assert len(late._waiting) == 2
        db.session.rollback()
    until(lambda: late._thread is None)
    columns = (Sighting.candidate_id, Sighting.actor_id, Sighting.place)
    assert [tuple(row) for row in db.session.execute(db.select(*columns))] == [seen]
    entries = db.session.scalars(db.select(Entry).where(Entry.kind == "documents.opened")).all()
    told = [(entry.actor_id, entry.subject_id, entry.facts) for entry in entries]
    assert told == [(cast.rita.id, referral.id, {"document": paper.id})] * 2


def test_it_is_on_the_page_of_the_referral_for_the_office_alone(cast, client, client_for, referral, token):
    send(client, token)
    opened(referral)
    for who in (cast.rita, cast.max, cast.ada):
        assert "Mon CV" in client_for(who).get(f"/referrals/{referral.id}").text
    assert "Mon CV" not in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_an_open_page_shows_a_new_document_by_itself(cast, client, client_for, referral, token):
    opened(referral)
    page = f"/referrals/{referral.id}"
    rita = client_for(cast.rita)
    tag = rita.get(page).headers["ETag"]
    assert rita.get(page, headers={"If-None-Match": tag}).status_code == 304
    send(client, token)
    signals = db.select(Signal.topic, Signal.audience)
    assert (f"referral-{referral.id}", f"office:{referral.office_id}:recruiter") in db.session.execute(signals).all()
    assert "Mon CV" in rita.get(page, headers={"If-None-Match": tag}).text
    assert db.session.scalars(db.select(Notice.user_id)).all() == [cast.rita.id]


def test_a_withdrawal_shuts_it_and_erasure_leaves_no_byte(cast, client, client_for, referral, token):
    send(client, token)
    (kept,) = documents(referral)
    opened(referral)
    referral.opened_at = None
    assert client_for(cast.rita).get(f"/referrals/{referral.id}/documents/{kept.id}").status_code == 404
    erasure.erase_candidate(referral.candidate, why="asked", now=utcnow())
    db.session.commit()
    assert (db.session.query(Document).count(), db.session.query(StoredFile).count()) == (0, 0)


def test_a_recruiter_who_referred_somebody_does_not_read_their_documents(cast, client_for, client):
    own = factories.a_referral(cast.rita, stage="received", office_id=cast.quebec.id)
    own.opened_at = utcnow()
    token = links.token_of(links.make_links(own, now=utcnow()))
    db.session.commit()
    send(client, token)
    (kept,) = documents(own)
    assert client_for(cast.rita).get(f"/referrals/{own.id}/documents/{kept.id}").status_code == 404
    assert client_for(cast.max).get(f"/referrals/{own.id}/documents/{kept.id}").status_code == 200
