"""Erasure leaves no byte of the person, in the tables and in the database file, and a ledger that says it was done."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, inspect, or_, select, true, update

from portal.activity.log import record
from portal.core import columns
from portal.core.columns import Erasing
from portal.core.db import db, utcnow
from portal.core.files import file_store
from portal.privacy import erasure
from portal.referrals.acknowledgements.voice_notes import VoiceNote
from portal.referrals.added_contacts.models import AddedContact
from portal.referrals.consent import invitations, links
from portal.referrals.documents.models import Document
from portal.referrals.duplicates.models import Likeness
from portal.referrals.introductions import acceptance, verbal_consent
from portal.referrals.record.models import Agreement, Candidate, Referral, ReferralDraft
from portal.referrals.stages.events import NOTED
from portal.referrals.submission.contact_requests.models import ContactRequest
from tests import factories, people
from tests.candidate_portal.answers import a_linked_referral, letters_to, say
from tests.referrals.board.moves import history
from tests.support.sessions import sign_in

TRACES = ("Canari", "canari", "phyrine", "5550177", "Perchoir", "volière", "Chanteuse", "Par radio")
BYTES = [text.encode() for text in TRACES]
MORE = [b"tueraie", b"rossignol", b"gazouille"]


def live_a_life(cast, client, client_for, now) -> tuple:
    """A referral of which something stands in every room."""
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    person = referral.candidate
    invitations.invite_candidate(referral, now=now)
    acceptance.accept_introduction(referral, by=cast.rita, now=now, version=referral.version)
    say(client, token, referral, experience="Chanteuse à la Rossignolerie : rossignol", region="La Bétueraie : tueraie")
    client_for(cast.rita).post(
        f"/referrals/{referral.id}/notes", data={"note": "Elle gazouille, Zéphyrine Canari.", "deed_key": "k" * 20}
    )
    kept = file_store.store_file(b"%PDF-1.4 Canari gazouille" * 400, "application/pdf", now=now)
    paper = {"name": "Canari.pdf", "kind": "pdf", "size": 9, "text": "Canari " * 3000}
    db.session.add(Document(candidate_id=person.id, file_id=kept.id, added_at=now, **paper))
    given = {"value": "canari@travail.example.com", "added_by": "Rita Gagnon", "added_at": now}
    db.session.add(AddedContact(candidate_id=person.id, **given))
    other = factories.a_candidate("Autre Personne")
    db.session.add(Likeness(first_id=person.id, second_id=other.id, why="name", found_at=now))
    typed = {"key": "x" * 20, "typed": {"name": ["Zéphyrine Canari"], "why": ["La volière encore"]}}
    db.session.add(ReferralDraft(user_id=cast.alice.id, answers=typed, updated_at=now))
    about = {"called": "Zéphyrine Canari", "nonce": "n", "token_digest": "d", "made_at": now, "expires_at": now}
    db.session.add(ContactRequest(user_id=cast.alice.id, answers={"email": "canari@exemple.example.com"}, **about))
    others_know_them_too(cast, now)
    record(NOTED, referral, by=cast.rita, now=now, name="Zéphyrine Canari")
    db.session.commit()
    return referral, token, other


def a_draft(author, now, **typed) -> ReferralDraft:
    kept = {name: [text] for name, text in typed.items()}
    draft = ReferralDraft(user_id=author.id, answers={"key": "-".join(typed), "typed": kept}, updated_at=now)
    db.session.add(draft)
    return draft


def a_request(author, now, called: str, **answers) -> ContactRequest:
    mark = f"{author.id}-{called}-{answers}"[:60]
    about = {"called": called, "nonce": "n", "token_digest": mark, "made_at": now, "expires_at": now}
    asked = ContactRequest(user_id=author.id, answers=answers, **about)
    db.session.add(asked)
    return asked


def others_know_them_too(cast, now) -> None:
    """What producers keep alone about her: another one's by address, number or whole name, and the referrer's own."""
    a_draft(cast.bruno, now, name="Zézette", email=" CANARI@exemple.example.com ", why="Elle gazouille")
    a_draft(cast.bruno, now, name="Zézette", phone="(418) 555-0177", why="Une tueraie")
    a_draft(cast.bruno, now, name="ZEPHYRINE canari", why="Un rossignol")
    a_request(cast.bruno, now, "Zéphyrine Canari")
    a_request(cast.bruno, now, "Zézette", email="canari@exemple.example.com", name="Z. Canari", wish="tueraie")
    a_request(cast.alice, now, "Zéphyrine", email="canari@exemple.example.com")


def rows_that_tell() -> list[str]:
    found = []
    here = set(inspect(db.engine).get_table_names())
    for table in (table for table in db.metadata.sorted_tables if table.name in here):
        for row in db.session.execute(table.select()).all():
            if any(text in str(row).encode() for text in BYTES + MORE):
                found.append(f"{table.name}: {row}"[:200])
    return found


def test_no_row_tells_of_them_any_more_and_counters_stay(cast, client, client_for):
    referral, token, other = live_a_life(cast, client, client_for, utcnow())
    assert len({line.split(":")[0] for line in rows_that_tell()}) >= 8
    stages = [line.to_stage for line in history(referral)]
    assert client.post(f"/consent/{token}/erasure").status_code == 303
    assert rows_that_tell() == []
    assert db.session.scalar(db.text("SELECT count(*) FROM search_index WHERE words LIKE '%canari%'")) == 0
    assert [line.to_stage for line in history(referral)] == [*stages, "withdrawn"]
    assert (referral.stage, other.name, letters_to(referral)) == ("withdrawn", "Autre Personne", [])
    for reader in (cast.alice, cast.rita, cast.ada):
        assert "effacé" in client_for(reader).get(f"/referrals/{referral.id}").text
    erasure.erase_candidate(referral.candidate, why="asked", now=utcnow())
    assert len(db.session.scalars(db.select(erasure.Erasure)).all()) == 1


def test_what_a_column_declares_is_done_to_each_of_them(cast, client, client_for):
    """Every column that says it is emptied or deleted is filled, whatever it is called; then nothing is left."""
    referral, token, other = live_a_life(cast, client, client_for, utcnow())
    db.session.add(Agreement(referral_id=referral.id, channel="phone", by_id=cast.rita.id, **an_agreement()))
    voiced = {"extension": "webm", "seconds": 3, "by_id": cast.rita.id, "at": utcnow(), "referral_id": referral.id}
    db.session.add(VoiceNote(line_id=next(line.id for line in history(referral) if line.by_name), **voiced))
    db.session.commit()
    filled = 0
    for model, mine in rows_about(referral):
        told = [c for kind in (Erasing.EMPTIED, Erasing.DELETED) for c in columns.with_erasing(model, kind)]
        values = {c.name: a_value(c) for c in told if not c.primary_key}
        if values:
            filled += db.session.execute(update(model).where(mine).values(values)).rowcount
    assert filled >= 7
    db.session.commit()
    client.post(f"/consent/{token}/erasure")
    for model, mine in rows_about(referral):
        assert not columns.with_erasing(model, Erasing.DELETED) or not rows_of(model, mine), model.__name__
        for row in rows_of(model, mine):
            assert {name: row[name] for name in columns.emptied_values(model)} == columns.emptied_values(model), (
                model.__name__
            )
    assert other.name == "Autre Personne"


def a_value(column) -> object:
    return ["Ramage"] if isinstance(column.type, JSON) else "Ramage"[: column.type.length]


def rows_of(model, mine) -> list:
    return list(db.session.execute(select(model.__table__).where(mine)).mappings())


def an_agreement() -> dict:
    return {"how": "Par radio", "obtained_on": utcnow().date(), "at": utcnow()}


def rows_about(referral) -> list[tuple]:
    """Each table with what an erasing empties or deletes, and SQL of its rows about this person."""
    found = [(Candidate, Candidate.id == referral.candidate_id), (Referral, Referral.id == referral.id)]
    for model in erasure.emptied_with_referral():
        found.append((model, (model.referral_id == referral.id) & erasure.WRITTEN_BY_PEOPLE.get(model, true())))
    for model, about in erasure.deleted_with_person():
        found.append((model, or_(*(column == referral.candidate_id for column in about))))
    return found


def test_what_is_about_a_namesake_or_about_nobody_who_is_known_stays(cast, client, client_for):
    referral, _token, _other = live_a_life(cast, client, client_for, utcnow())
    namesake = a_draft(cast.bruno, utcnow(), name="Zéphyrine Canari", email="autre@exemple.example.com")
    by_phone = a_request(cast.bruno, utcnow(), "Zéphyrine Canari", phone="+14185550199")
    first = a_request(cast.bruno, utcnow(), "Zéphyrine")
    short = a_draft(cast.bruno, utcnow(), name="Paul", phone="0177")
    db.session.commit()
    kept = {namesake.id, short.id}, {by_phone.id, first.id}
    client.post(f"/consent/{links.token_of(links.link_of(referral.id))}/erasure")
    drafts = set(db.session.scalars(db.select(ReferralDraft.id)))
    assert (drafts, set(db.session.scalars(db.select(ContactRequest.id)))) == kept


def test_a_corrected_address_is_still_theirs(cast, client):
    referral, token = a_linked_referral(cast.alice)
    a_draft(cast.bruno, utcnow(), name="Zézette", email="canari@exemple.example.com")
    say(client, token, referral, answer="save", email="neuve@exemple.example.com", phone="")
    db.session.commit()
    client.post(f"/consent/{links.token_of(links.link_of(referral.id))}/erasure")
    assert db.session.scalars(db.select(ReferralDraft)).all() == []
    assert rows_that_tell() == []


def test_an_agreement_by_phone_is_in_the_register_and_erased_with_the_rest(cast, client):
    referral, token = a_linked_referral(cast.alice)
    told = {
        "version": referral.version,
        "on": utcnow().astimezone(ZoneInfo("America/Toronto")).date(),
        "channel": "phone",
        "how": "Canari a dit oui",
    }
    verbal_consent.record_agreement(referral, by=cast.rita, now=utcnow(), **told)
    db.session.commit()
    assert "Vous avez donné votre accord par téléphone le" in client.get(f"/consent/{token}").text
    client.post(f"/consent/{token}/erasure")
    assert rows_that_tell() == []


def test_no_byte_of_them_is_left_in_the_database_file(committed):
    cast, client = people.gather(), committed.test_client()
    _referral, token, _other = live_a_life(cast, client, lambda who: sign_in(committed.test_client(), who), utcnow())
    on_sqlite, path = db.engine.dialect.name == "sqlite", Path(db.engine.url.database)
    if on_sqlite:
        db.session.remove()
        assert erasure.empty_log()
        assert all(text in path.read_bytes() for text in BYTES)
    client.post(f"/consent/{token}/erasure")
    db.session.remove()
    if on_sqlite:
        erasure.Settled().settle()
        left = path.read_bytes() + path.with_name(path.name + "-wal").read_bytes()
        assert [text for text in BYTES + MORE if text in left] == []
        assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert rows_that_tell() == []
