"""A referral's page: who it is about stays hidden until they agree, and each reader has their own story."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from portal.core.db import db, utcnow
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.referrals.record.models import Referral, StageMove
from tests import factories
from tests.referrals.submission.answers import typed
from tests.support.statements import counted

CANARY = "Zéphyrine Canari"
TRACES = ("Canari", "phyrine", "canari@", "5550177", "555-0177", "Perchoir", "plume", "volière", "Chanteuse", "radio")


@pytest.fixture
def referral(cast, client_for):
    """A referral that Alice wrote, every text of which is a trace."""
    form = typed(
        office=str(cast.quebec.id), name=CANARY, email="canari@exemple.example.com", phone="418 555-0177",
        together_where="Le Perchoir", experience="Chanteuse de métier", attested_how="Par radio",
        why="Une plume comme la sienne manque à toute la volière depuis 2019.",
    )  # fmt: skip
    client_for(cast.alice).post("/referrals/new", data=form)
    return db.session.scalars(select(Referral)).one()


def moved(referral, to, *, by, note="", private_note="", **more) -> StageMove:
    """One more line in the history, without the rules."""
    line = StageMove(
        referral_id=referral.id, from_stage=referral.stage, to_stage=to, by_id=by.id, by_name=by.name,
        at=utcnow(), note=note, private_note=private_note, **more,
    )  # fmt: skip
    db.session.add(line)
    referral.stage, referral.version = to, referral.version + 1
    if to == "received":
        referral.agreed_at = referral.opened_at = utcnow()
    db.session.commit()
    return line


def pages(client, referral) -> str:
    """Everything that the address answers: the page, its parts, the errors of its form."""
    address = f"/referrals/{referral.id}"
    parts = [client.get(address), *(client.get(f"{address}?part={part}", htmx=True) for part in ("story", "side"))]
    parts.append(client.post(f"{address}/notes", data={"note": "", "deed_key": "a-key-long-enough"}))
    parts.append(client.post(f"{address}/notes", data={"note": "", "deed_key": "a-key-long-enough"}, htmx=True))
    return "".join(part.text + str(part.headers) for part in parts)


def test_before_the_yes_nothing_names_the_candidate_to_staff(cast, client_for, referral):
    for reader in (cast.rita, cast.max, cast.ada):
        text = pages(client_for(reader), referral)
        assert not [trace for trace in TRACES if trace in text]
        assert "Le nom reste caché" in text
        assert "Collègue" in text
        assert "septembre 2018" in text
    text = pages(client_for(cast.alice), referral)
    assert all(trace in text for trace in ("Canari", "canari@", "Perchoir", "plume", "Chanteuse", "radio"))


def test_after_the_yes_staff_read_all_of_it(cast, client_for, referral):
    moved(referral, "received", by=cast.rita)
    text = client_for(cast.rita).get(f"/referrals/{referral.id}").text
    assert all(trace in text for trace in ("Canari", "canari@", "Perchoir", "plume", "Chanteuse", "radio"))


def test_the_erased_are_named_to_nobody(cast, client_for, referral):
    moved(referral, "received", by=cast.rita)
    referral.candidate.erased_at = utcnow()
    db.session.commit()
    for reader in (cast.rita, cast.alice):
        client = client_for(reader)
        text = pages(client, referral) + client.get("/referrals").text
        assert not [trace for trace in TRACES if trace in text]


@pytest.mark.parametrize(
    ("lang", "begun"), [("fr", "Vous avez fait cette recommandation."), ("en", "You made this referral.")]
)
def test_after_an_erasure_the_history_begins_with_a_sentence_that_says_something(
    cast, client_for, referral, lang, begun
):
    moved(referral, "received", by=cast.rita)
    referral.candidate.erased_at = utcnow()
    db.session.commit()
    assert begun in client_for(cast.alice).get(f"/referrals/{referral.id}?lang={lang}").text


@pytest.mark.parametrize(("outcome", "called"), [("withdrawn", "Désistement"), ("expired", "Sans réponse")])
def test_how_a_referral_ended_is_said_of_one_referral(cast, client_for, referral, outcome, called):
    referral.stage, referral.closed_at = outcome, utcnow()
    db.session.commit()
    assert called in client_for(cast.rita).get(f"/referrals/{referral.id}").text


def test_whoever_may_not_know_of_it_does_not_even_see_it(cast, client_for, referral):
    for other in (cast.bruno, cast.romain, factories.a_person("Zoé", producer=cast.quebec)):
        client = client_for(other)
        assert client.get(f"/referrals/{referral.id}").status_code == 404
        assert client.post(f"/referrals/{referral.id}/notes", data={"note": "x"}).status_code == 404
    assert client_for(cast.rita).get("/referrals/999999").status_code == 404


def test_the_referrer_reads_what_was_written_to_them_and_never_the_internal_notes(cast, client_for, referral):
    moved(referral, "received", by=cast.rita, note="Merci Alice", private_note="Prudence interne")
    moved(referral, "interview", by=cast.rita, private_note="Salaire demandé")
    own = pages(client_for(cast.alice), referral)
    assert "Merci Alice" in own
    assert "Prudence" not in own
    assert "Salaire" not in own
    assert "passe une entrevue" in own
    staff = client_for(cast.max).get(f"/referrals/{referral.id}").text
    assert all(
        words in staff for words in ("Merci Alice", "Prudence interne", "Salaire demandé", "Note interne, cachée")
    )


def test_a_recruiter_who_refers_reads_as_a_referrer(cast, client_for):
    referral = factories.a_referral(cast.rita, stage="received", office_id=cast.quebec.id)
    moved(referral, "contacted", by=cast.max, private_note="Prudence interne")
    client = client_for(cast.rita)
    assert "Prudence" not in client.get(f"/referrals/{referral.id}").text
    assert client.post(f"/referrals/{referral.id}/notes", data={"note": "x"}).status_code == 403


def test_a_move_that_was_taken_back_never_happened_for_the_referrer(cast, client_for, referral):
    moved(referral, "received", by=cast.rita)
    wrong = moved(referral, "hired", by=cast.rita, note="Trop vite")
    moved(referral, "received", by=cast.rita, undoes_id=wrong.id)
    own = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert "Trop vite" not in own
    assert "se joint" not in own
    staff = client_for(cast.rita).get(f"/referrals/{referral.id}").text
    assert "Trop vite" in staff


def test_every_stage_has_its_sentence(cast, client_for, referral):
    moved(referral, "received", by=cast.rita)
    for stage in ("contacted", "interview", "offer", "contacted", "talent_pool", "received", "not_selected"):
        moved(referral, stage, by=cast.rita)
    for person in (cast.alice, cast.rita):
        client = client_for(person)
        for lang in ("fr", "en"):
            assert client.get(f"/referrals/{referral.id}?lang={lang}").status_code == 200


def test_a_word_ends_the_silence_and_is_heard(cast, client_for, referral):
    was, version = referral.news_due_at, referral.version
    rita, form = client_for(cast.rita), {"note": "Merci, je l’appelle lundi.", "deed_key": "a-key-that-nobody-guesses"}
    db.session.execute(Signal.__table__.delete())
    for _ in range(2):
        answer = rita.post(f"/referrals/{referral.id}/notes", data=form)
        assert (answer.status_code, answer.location) == (303, f"/referrals/{referral.id}#story")
    line = db.session.scalars(select(StageMove).order_by(StageMove.id.desc())).first()
    assert (line.from_stage, line.to_stage, line.note) == ("awaiting_consent",) * 2 + (form["note"],)
    assert db.session.scalar(select(func.count()).select_from(StageMove)) == 2
    assert referral.version == version + 1
    assert referral.last_news_at is not None
    assert referral.news_due_at >= was
    heard = {notice.user_id for notice in db.session.scalars(select(Notice)) if notice.entry.kind == "referrals.noted"}
    assert heard == {cast.alice.id}
    assert "je l’appelle lundi" in client_for(cast.alice).get(f"/referrals/{referral.id}").text
    signalled = {tuple(row) for row in db.session.execute(select(Signal.topic, Signal.audience))}
    assert (f"referral-{referral.id}", f"user:{cast.alice.id}") in signalled


def test_an_empty_or_forbidden_word_is_refused_in_place(cast, client_for, referral):
    rita = client_for(cast.rita)
    for note in ("", "   ", "x" * 2001, "NAS 130 692 544"):
        form = {"note": note, "deed_key": "a-key-that-nobody-guesses"}
        answer = rita.post(f"/referrals/{referral.id}/notes", data=form, htmx="composer")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert not note.strip() or note in answer.text
    assert client_for(cast.max).post(f"/referrals/{referral.id}/notes", data=form).status_code == 403


def test_an_unchanged_page_is_not_sent_again(cast, client_for, referral):
    client, address = client_for(cast.alice), f"/referrals/{referral.id}"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    moved(referral, "received", by=cast.rita)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_word_arrives_with_its_answer_and_leaves_room_for_the_next(cast, client_for, referral):
    form = {"note": "Je l’appelle lundi.", "deed_key": "a-key-that-nobody-guesses"}
    text = client_for(cast.rita).post(f"/referrals/{referral.id}/notes", data=form, htmx="composer").text
    composer, story = text.split("<hx-partial", 1)
    assert form["note"] in story
    assert form["note"] not in composer
    assert form["deed_key"] not in composer
    assert 'name="csrf_token"' in composer


def test_each_reads_the_same_line_in_their_own_language_and_time(cast, client_for, referral):
    paris = factories.a_person("Rose Roy", recruiter=cast.quebec)
    paris.timezone, line = "Europe/Paris", moved(referral, "received", by=cast.rita)
    line.at = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
    db.session.commit()
    for _again in range(2):
        for person, language, when in (
            (cast.rita, "fr", "20\u00a0novembre 2026 à 10\u00a0h\u00a030"),
            (paris, "fr", "20\u00a0novembre 2026 à 16\u00a0h\u00a030"),
            (paris, "en", "November\u00a020, 2026 at 4:30\u00a0p.m."),
            (cast.rita, "en", "November\u00a020, 2026 at 10:30\u00a0a.m."),
        ):
            assert when in client_for(person).get(f"/referrals/{referral.id}?lang={language}").text


def test_a_corrected_name_is_read_in_lines_that_were_read_before(cast, client_for, referral):
    moved(referral, "received", by=cast.rita)
    rita, address = client_for(cast.rita), f"/referrals/{referral.id}"
    assert f"{CANARY} a donné son accord" in rita.get(address).text
    referral.candidate.name = "Zélie Serin"
    referral.version += 1
    db.session.commit()
    text = rita.get(address).text
    assert "Zélie Serin a donné son accord" in text
    assert CANARY not in text


@pytest.mark.parametrize(("reader", "most"), [("alice", 4), ("rita", 6)])
def test_a_long_story_takes_few_statements(cast, client_for, referral, reader, most):
    moved(referral, "received", by=cast.rita)
    for number in range(20):
        moved(referral, "contacted" if number % 2 else "interview", by=cast.rita, note=f"Nouvelle {number}")
    client = client_for(getattr(cast, reader))
    client.get(f"/referrals/{referral.id}")
    with counted() as said:
        assert client.get(f"/referrals/{referral.id}").status_code == 200
    assert 0 < len(said) <= most, "\n".join(said)
