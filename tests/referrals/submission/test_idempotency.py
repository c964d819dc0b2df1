"""The same form sent again says what it said; with other words it is no repetition, and nobody is told it was taken."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.core.db import db
from portal.core.tokens import new_token
from portal.opportunities.models import Opportunity
from portal.referrals.record.models import Referral, ReferralDraft, StageMove
from tests import factories
from tests.opportunities import answers
from tests.referrals.acknowledgements.test_audio import WEBM
from tests.referrals.board.moves import history, send
from tests.referrals.submission.answers import typed
from tests.support.forms import Page

FIRST = "Les premiers mots, qui sont partis et que tout le monde a lus."
SECOND = "D’autres mots, écrits après coup, que personne n’a encore lus."
VERBS = ("notes", "thanks", "calls", "voices", "day", "day-thanks", "together", "role")


@pytest.fixture
def said(cast):
    """`said(verb, words)`: where the form of this verb goes, and what it says; always under the same key."""
    role = factories.a_role(cast.rita)
    referral = factories.a_referral(cast.alice, role, stage="received", recruiter_id=cast.rita.id)
    path, key = f"/referrals/{referral.id}", new_token()
    draft = answers.typed(cast.rita, deed_key=key)

    def form(verb: str, words: str) -> tuple[str, dict]:
        given = {
            "notes": (f"{path}/notes", {"note": words}),
            "thanks": (f"{path}/thanks", {"thanks": words}),
            "calls": (f"{path}/calls", {"call": words}),
            "voices": (f"{path}/voices", {"summary": words, "voice": (BytesIO(WEBM.read_bytes()), "voice.webm")}),
            "day": (f"/referrals/day/{referral.id}", {"gesture": "news", "word": words}),
            "day-thanks": (f"/referrals/day/{referral.id}", {"gesture": "thanks", "word": words}),
            "together": ("/referrals/day/thanks", {"to": [str(referral.id)], "fr": words, "en": words}),
            "role": ("/opportunities/new", draft | {"summary_fr": words}),
        }[verb]
        return given[0], {**given[1], "deed_key": key}

    return form


def made() -> int:
    """Lines of stories, and roles."""
    return sum(db.session.scalar(select(func.count()).select_from(kind)) for kind in (StageMove, Opportunity))


def test_the_same_words_to_another_person_are_no_repetition(cast, client_for, said):
    rita, role = client_for(cast.rita), factories.a_role(cast.rita)
    other = factories.a_referral(cast.alice, role, stage="received", recruiter_id=cast.rita.id)
    path, form = said("notes", FIRST)
    assert rita.post(path, data=form).status_code == 303
    there = f"/referrals/{other.id}/notes"
    answer = rita.post(there, data=form)
    assert (answer.status_code, FIRST in answer.text) == (409, True)
    assert rita.post(there, data=kept_by(answer, there)).status_code == 303


@pytest.mark.parametrize("verb", VERBS)
def test_the_same_again_is_one_and_other_words_are_kept_until_they_are_sent_anew(cast, client_for, said, verb):
    rita, before = client_for(cast.rita), made()
    for _again in range(2):
        path, form = said(verb, FIRST)
        assert rita.post(path, data=form).status_code == 303
    assert made() == before + 1
    path, form = said(verb, SECOND)
    answer = rita.post(path, data=form)
    assert (answer.status_code, SECOND in answer.text, "avec d’autres mots" in answer.text) == (409, True, True)
    assert made() == before + 1
    again = kept_by(answer, path)
    assert again["deed_key"] != form["deed_key"]
    if verb == "voices":
        assert "Un fichier ne peut pas être gardé" in answer.text
        again["voice"] = (BytesIO(WEBM.read_bytes()), "voice.webm")
    if verb == "together":
        assert SECOND in rita.post(path, data=again).text, "nobody waits for thanks any more: it can still be copied"
        return
    assert rita.post(path, data=again).status_code == 303
    assert made() == before + 2


def kept_by(answer, path: str) -> dict:
    """What the page that keeps a form would send."""
    form = next(form for form in Page(answer.text).forms if form.action == path)
    return {name: text.strip("\n") for name, _kind, text in form.controls}


def test_scripts_leave_other_words_where_they_are_under_a_new_key(cast, client_for, said):
    rita = client_for(cast.rita)
    path, form = said("notes", FIRST)
    rita.post(path, data=form, htmx=True)
    path, form = said("notes", SECOND)
    answer = rita.post(path, data=form, htmx=True)
    events = json.loads(answer.headers["HX-Trigger"])
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (409, "none")
    assert "avec d’autres mots" in events["toast"]["text"]
    assert rita.post(path, data=form | {"deed_key": events["deed-key"]["key"]}, htmx=True).status_code == 200
    assert {line.note for line in db.session.scalars(select(StageMove))} == {FIRST, SECOND}


def test_another_recording_is_no_repetition(cast, client_for, said):
    rita = client_for(cast.rita)
    path, form = said("voices", FIRST)
    assert rita.post(path, data=form).status_code == 303
    path, form = said("voices", FIRST)
    form["voice"] = (BytesIO(WEBM.read_bytes() + b"\0"), "voice.webm")
    assert rita.post(path, data=form).status_code == 409


def test_a_referral_with_other_words_is_kept_as_a_draft_of_its_own(cast, client_for):
    alice, form = client_for(cast.alice), typed(office=str(cast.quebec.id), aim="office")
    assert alice.post("/referrals/new", data=form).status_code == 303
    other = form | {"why": SECOND}
    answer = alice.post("/referrals/new", data=other)
    assert (answer.status_code, SECOND in answer.text) == (409, True)
    key = kept_by(answer, "/referrals/new")["deed_key"]
    earlier = alice.post("/referrals/new", data=other | {"deed_key": key})
    referral = db.session.scalars(select(Referral)).one()
    assert (earlier.status_code, earlier.location) == (303, f"/referrals/{referral.id}")
    draft = db.session.scalars(select(ReferralDraft)).one()
    assert draft.answers["typed"]["why"] == [SECOND]
    assert SECOND in alice.get(f"/referrals/new?draft={draft.id}").text
    kept = alice.post("/referrals/drafts", data=other | {"deed_key": draft.answers["key"], "why": FIRST})
    assert kept.status_code == 303
    db.session.refresh(draft)
    assert draft.answers["typed"]["why"] == [FIRST], "it is a draft like any other"


@pytest.mark.parametrize(
    "changed", [{"note": SECOND}, {"private_note": SECOND}, {"note": FIRST, "private_note": SECOND}]
)
@pytest.mark.parametrize("stage", ["offer", "withdrawn"])
def test_a_move_with_other_words_in_another_tab_is_no_repetition(cast, client_for, stage, changed):
    referral, rita = factories.a_referral(cast.alice, stage="received"), client_for(cast.rita)
    assert send(rita, referral, stage, version=1, note=FIRST).status_code == 200
    assert send(rita, referral, stage, version=1, note=FIRST).status_code == 200
    answer = send(rita, referral, stage, version=1, **changed)
    assert (answer.status_code, SECOND in answer.text) == (409, True)
    assert "Vous venez de le changer vous-même" in answer.text
    assert [line.note for line in history(referral)] == [FIRST]


@pytest.mark.parametrize("said_first", ["accepted", "more", "declined"])
def test_an_answer_with_another_word_in_another_tab_is_no_repetition(cast, client_for, said_first):
    referral = factories.a_referral(cast.alice, factories.a_role(cast.rita), recruiter_answer="waiting")
    rita, path = client_for(cast.rita), f"/referrals/{referral.id}/introduction"
    given = {"answer": said_first, "version": referral.version, "word": FIRST}
    assert [rita.post(path, data=given, htmx=True).status_code for _again in "ab"] == [200, 200]
    answer = rita.post(path, data=given | {"word": SECOND}, htmx=True)
    assert (answer.status_code, SECOND in answer.text) == (409, True)
    assert [line.note for line in history(referral)] == [FIRST]
