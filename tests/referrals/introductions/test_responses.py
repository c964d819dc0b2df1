"""A recruiter answers a proposed introduction without knowing whom it is about; each answer reaches its people."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.core.db import db, utcnow
from portal.mail.outbox import OutgoingLetter
from portal.referrals.consent.models import Consent
from portal.referrals.introductions.opening import open_when_agreed
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from tests import factories
from tests.referrals.board.moves import history
from tests.referrals.submission.answers import typed

WORD = "Merci d’avoir pensé à nous : le poste demande un permis que cette personne n’aurait qu’en juin."


@pytest.fixture
def referral(cast):
    candidate = factories.a_candidate("Zéphyrine Canari", email="canari@exemple.example.com")
    role = factories.a_role(cast.rita)
    return factories.a_referral(cast.alice, role, candidate=candidate, why="Une plume pour la volière", vouch=4)


def answer(client, referral, said="accepted", word="", *, shown="card", version=None, htmx=True):
    data = {"answer": said, "word": word, "version": version or referral.version, "shown": shown}
    return client.post(f"/referrals/{referral.id}/introduction", data=data, htmx=htmx)


def letters() -> list[str]:
    return list(db.session.scalars(db.select(OutgoingLetter.letter).order_by(OutgoingLetter.id)))


def test_accepting_waits_for_the_candidate_and_names_nobody(cast, client_for, referral):
    for shown, element in (("card", "<li"), ("row", "<tr")):
        text = answer(client_for(cast.rita), referral, shown=shown, version=1).text
        assert element in text
        assert "attend" in text
        assert "Canari" not in text
    assert (referral.stage, referral.recruiter_answer, referral.opened_at) == ("awaiting_consent", "accepted", None)
    assert [line.gesture for line in history(referral)] == ["accepts"]
    kept = db.session.scalar(db.select(Consent))
    assert (kept.party, kept.purpose, kept.channel, kept.by_id) == ("recruiter", "introduction", "page", cast.rita.id)
    assert "Rita Gagnon a accepté" in client_for(cast.alice).get(f"/referrals/{referral.id}").text
    listed = client_for(cast.alice).get("/referrals").text
    assert "La personne recommandée n’a pas encore répondu" in listed
    assert "Rita Gagnon a accepté" in listed


def test_accepting_after_the_candidates_yes_opens_it_on_the_card(cast, client_for, referral):
    transitions.touch_referral(referral, 1, agreed_at=utcnow())
    client = client_for(cast.rita)
    assert "Réponse attendue" in client.get("/referrals/board").text
    text = answer(client, referral).text
    assert 'data-stage="received"' in text
    assert "Zéphyrine Canari" in text
    assert letters() == ["introductions.to_candidate", "introductions.to_recruiter"]


@pytest.mark.parametrize(("said", "gesture"), [("declined", "declines"), ("more", "question")])
@pytest.mark.parametrize("shown", ["card", "row", "page"])
def test_a_no_and_a_question_ask_for_their_word(cast, client_for, referral, said, gesture, shown):
    client = client_for(cast.rita)
    empty = answer(client, referral, said, shown=shown)
    assert (empty.status_code, history(referral)) == (422, [])
    assert f'value="{said}"' in empty.text
    assert "textarea" in empty.text
    assert re.search(
        r'<p class="field__hint"[^>]*>[^<]+La personne recommandée peut demander à lire ceci.</p>', empty.text
    )
    assert len(re.findall(r'class="field__hint"', empty.text)) == 1
    assert answer(client, referral, said, WORD, shown=shown).status_code == 200
    assert [(line.gesture, line.note) for line in history(referral)] == [(gesture, WORD)]
    assert WORD in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_a_no_closes_it_for_good(cast, client_for, referral):
    client = client_for(cast.rita)
    answer(client, referral, "declined", WORD)
    assert (referral.stage, referral.is_open, referral.news_due_at) == ("not_selected", False, None)
    assert letters() == []
    line = history(referral)[-1]
    assert client.post(f"/referrals/{referral.id}/moves/{line.id}/undo", htmx=True).status_code == 422
    assert answer(client, referral).status_code == 422


@pytest.mark.parametrize("known", ["agreed", "written"])
def test_who_was_written_to_is_told_politely(cast, client_for, referral, known):
    if known == "agreed":
        transitions.touch_referral(referral, 1, agreed_at=utcnow())
    else:
        referral.candidate.last_contact_at = utcnow()
    answer(client_for(cast.rita), referral, "declined", WORD)
    assert letters() == ["introductions.declined"]


def test_the_question_is_answered_by_facts_now_and_words_later(cast, client_for, referral):
    rita, alice = client_for(cast.rita), client_for(cast.alice)
    answer(rita, referral, "more", "Avez-vous travaillé ensemble ?")
    page = alice.get(f"/referrals/{referral.id}/more")
    assert "Avez-vous travaillé ensemble ?" in page.text
    told = {"relationship": "client", "known_since": ["3", "2018"], "vouch": "2", "told": "Zéphyrine a volé haut."}
    told["deed_key"] = page.text.split('name="deed_key"')[1].split('value="')[1].split('"')[0]
    for _again in range(2):
        assert alice.post(f"/referrals/{referral.id}/more", data=told).status_code == 303
    assert (referral.recruiter_answer, referral.relationship, referral.vouch) == ("waiting", "client", 2)
    assert [line.gesture for line in history(referral)] == ["question", "answer"]
    for reader in (cast.rita, cast.max, cast.ada):
        text = client_for(reader).get(f"/referrals/{referral.id}").text
        assert "Alice Côté a donné des précisions" in text
        assert "Zéphyrine" not in text
    assert "depuis mars 2018" in rita.get("/referrals/board").text
    transitions.touch_referral(referral, referral.version, agreed_at=utcnow())
    answer(rita, referral)
    assert "Zéphyrine a volé haut." in rita.get(f"/referrals/{referral.id}").text


def test_the_form_keeps_what_was_typed(cast, client_for, referral):
    answer(client_for(cast.rita), referral, "more", "Depuis quand ?")
    told = {"relationship": "pigeon", "known_since": ["3", ""], "vouch": "9", "told": "Une plume"}
    again = client_for(cast.alice).post(f"/referrals/{referral.id}/more", data=told)
    assert again.status_code == 422
    assert "Une plume" in again.text
    forbidden = told | {"told": "NAS 130 692 544"}
    assert client_for(cast.alice).post(f"/referrals/{referral.id}/more", data=forbidden).status_code == 422
    assert referral.recruiter_answer == "more"


def test_two_recruiters_at_once_one_is_told_and_keeps_their_words(cast, client_for, referral):
    other = factories.a_person("Rosalie Fortin", recruiter=cast.quebec)
    answer(client_for(other), referral, "more", "Depuis quand ?", version=1)
    late = answer(client_for(cast.rita), referral, "declined", WORD, version=1)
    assert late.status_code == 409
    assert "Entre-temps, Rosalie Fortin" in late.text
    assert WORD in late.text
    assert [line.gesture for line in history(referral)] == ["question"]


def test_a_double_click_answers_once(cast, client_for, referral):
    client = client_for(cast.rita)
    assert [answer(client, referral, version=1).status_code for _click in range(2)] == [200, 200]
    transitions.touch_referral(referral, referral.version, recruiter_answer="waiting")
    assert answer(client, referral, "declined", WORD, version=1).status_code == 409
    assert [line.gesture for line in history(referral)] == ["accepts"]


@pytest.mark.parametrize("said", ["", "maybe", "waiting"])
def test_what_is_no_answer_is_refused(cast, client_for, referral, said):
    assert answer(client_for(cast.rita), referral, said).status_code == 422
    assert answer(client_for(cast.rita), referral, "declined", "x" * 2001).status_code == 422
    assert answer(client_for(cast.rita), referral, "declined", "NAS 130 692 544").status_code == 422
    assert history(referral) == []


def test_only_recruiters_of_the_office_answer_and_never_about_their_own(cast, client_for, referral):
    for who, status in [("romain", 404), ("bruno", 404), ("alice", 403), ("max", 403), ("ada", 403), ("rita", 200)]:
        assert answer(client_for(getattr(cast, who)), referral).status_code == status
    own = factories.a_referral(cast.rita, office_id=cast.quebec.id)
    assert answer(client_for(cast.rita), own).status_code == 403
    for who, status in [("romain", 404), ("rita", 403), ("max", 403), ("alice", 303)]:
        assert client_for(getattr(cast, who)).get(f"/referrals/{referral.id}/more").status_code == status


def test_without_scripts_the_page_has_plain_forms(cast, client_for, referral):
    client = client_for(cast.rita)
    page = client.get(f"/referrals/{referral.id}").text
    assert page.count(f'action="/referrals/{referral.id}/introduction"') == 3
    refused = answer(client, referral, "declined", shown="page", htmx=False)
    assert refused.status_code == 422
    assert "<html" in refused.text
    assert answer(client, referral, "declined", WORD, shown="page", htmx=False).status_code == 303


def test_the_clock_gives_the_others_their_time(cast, client_for, referral):
    now = utcnow()
    answer(client_for(cast.rita), referral)
    assert referral.last_news_at >= now
    assert referral.news_due_at > now + timedelta(days=9)


def test_a_role_may_accept_by_itself_and_the_candidates_yes_alone_opens_it(cast, client_for):
    role = factories.a_role(cast.rita, accepts_introductions=True)
    client_for(cast.alice).post(
        "/referrals/new", data=typed(aim="role", opportunity=str(role.id), office=str(cast.quebec.id))
    )
    referral = db.session.scalar(db.select(Referral))
    assert (referral.recruiter_answer, referral.opened_at, referral.recruiter_id) == ("accepted", None, cast.rita.id)
    assert db.session.scalar(db.select(Consent.channel)) == "role"
    assert "jeanne" not in client_for(cast.rita).get("/referrals/board").text.lower()
    transitions.touch_referral(referral, referral.version, agreed_at=utcnow())
    assert open_when_agreed(referral, by=None, now=utcnow())


def test_home_says_how_many_wait_for_an_answer(cast, client_for, referral):
    factories.a_referral(cast.rita, office_id=cast.quebec.id)
    assert "Dans tout le bureau, 1 mise en contact attend une réponse" in client_for(cast.rita).get("/").text
    transitions.touch_referral(referral, referral.version, agreed_at=utcnow())
    assert "1\u00a0personne a déjà dit oui" in client_for(cast.rita).get("/").text
    for other in (cast.romain, cast.max, cast.ada):
        assert "attend une réponse" not in client_for(other).get("/").text
    answer(client_for(cast.rita), referral)
    assert "attend une réponse" not in client_for(cast.rita).get("/").text


@pytest.mark.parametrize("said", ["accepted", "more"])
def test_who_answers_holds_it_and_is_the_one_who_is_named(cast, client_for, referral, said):
    other = factories.a_person("Rosalie Fortin", recruiter=cast.quebec)
    answer(client_for(other), referral, said, WORD)
    assert referral.recruiter_id == other.id
    text = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert "Rosalie Fortin a accepté" in text or "Rosalie Fortin demande" in text
