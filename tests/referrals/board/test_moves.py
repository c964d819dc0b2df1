"""Changing a stage over HTTP: who may, what is refused in place, and that nothing typed is lost."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import pytest

from portal.core.db import db, utcnow
from tests import factories
from tests.referrals.board.moves import history, many, send
from tests.support.statements import counted

BLNS = json.loads((Path(__file__).parents[2] / "data" / "blns.json").read_text("utf-8"))


def toast(answer) -> dict:
    return json.loads(answer.headers["HX-Trigger"])["toast"]


def test_a_move_answers_the_card_and_a_toast_with_undo(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="received")
    answer = send(client_for(cast.rita), referral, "interview")
    assert answer.status_code == 200
    assert f'id="referral-{referral.id}" data-stage="interview" data-version="2"' in answer.text
    assert toast(answer) == {
        "text": "Passée à «\u00a0Entrevue\u00a0»",
        "undo": f"/referrals/{referral.id}/moves/{history(referral)[-1].id}/undo",
    }


def test_without_javascript_a_move_leads_back_to_the_referral(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="received")
    answer = send(client_for(cast.rita), referral, "interview", htmx=False, shown="page")
    assert (answer.status_code, answer.location) == (303, f"/referrals/{referral.id}")
    refused = send(client_for(cast.rita), referral, "hired", version=2, htmx=False, shown="page", private_note="gardé")
    assert refused.status_code == 422
    assert "<html" in refused.text
    assert "gardé" in refused.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("rita", 200), ("romain", 404), ("bruno", 404), ("alice", 403), ("max", 403), ("ada", 403)],
)
def test_who_may_move(cast, client_for, who, status):
    referral = factories.a_referral(cast.alice, stage="received")
    assert send(client_for(getattr(cast, who)), referral, "contacted").status_code == status
    assert (referral.stage == "contacted") == (status == 200)


def test_nobody_is_recruiter_of_their_own_referral(cast, client_for):
    both = factories.a_person("Yves Roy", producer=cast.quebec, recruiter=cast.quebec)
    referral = factories.a_referral(both, stage="received")
    assert send(client_for(both), referral, "contacted").status_code == 403
    assert client_for(both).post(f"/referrals/{referral.id}/agreement").status_code == 403


@pytest.mark.parametrize(
    ("stage", "form", "words"),
    [
        ("awaiting_consent", {"stage": "received"}, "accord"),
        ("awaiting_consent", {"stage": "interview"}, "ne peut pas"),
        ("hired", {"stage": "offer"}, "ne peut pas"),
        ("offer", {"stage": "moon"}, "existe pas"),
        ("offer", {"stage": ""}, ""),
        ("offer", {"stage": "contacted", "version": "x"}, "trop ancienne"),
        ("offer", {"stage": "contacted", "version": ""}, "trop ancienne"),
        ("offer", {"stage": "contacted", "note": "é" * 4001}, "4000"),
        ("offer", {"stage": "contacted", "private_note": "NAS 130 692 544"}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_in_place(cast, client_for, stage, form, words):
    referral = factories.a_referral(cast.alice, stage=stage)
    answer = client_for(cast.rita).post(f"/referrals/{referral.id}/stage", data={"version": 1, **form}, htmx=True)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'id="referral-{referral.id}"' in answer.text
    assert (referral.stage, history(referral)) == (stage, [])


def test_closing_without_a_word_asks_for_it_and_keeps_the_rest(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="offer")
    answer = send(client_for(cast.rita), referral, "not_selected", private_note="Trop junior <b>")
    assert answer.status_code == 422
    assert "Trop junior &lt;b&gt;" in answer.text
    assert 'name="stage" value="not_selected"' in answer.text
    assert send(client_for(cast.rita), referral, "not_selected", note="Merci !").status_code == 200


def test_the_second_of_two_is_told_who_was_faster_and_keeps_their_words(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="received")
    other = factories.a_person("Rose Roy", recruiter=cast.quebec)
    assert send(client_for(other), referral, "offer", version=1).status_code == 200
    answer = send(client_for(cast.rita), referral, "interview", version=1, note="Mes mots")
    assert answer.status_code == 409
    for words in ("Entre-temps, Rose Roy", "Mes mots", 'data-stage="offer"', 'name="version" value="2"'):
        assert words in answer.text
    assert (referral.stage, len(history(referral))) == ("offer", 1)


def test_a_double_click_is_one_move(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="received")
    client = client_for(cast.rita)
    answers = [send(client, referral, "offer", version=1, note="Une fois") for _twice in "ab"]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert toast(answers[0]) == toast(answers[1])
    assert len(history(referral)) == 1


def test_undo_over_http_works_once(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="received")
    client = client_for(cast.rita)
    address = toast(send(client, referral, "offer"))["undo"]
    assert client_for(cast.romain).post(address, htmx=True).status_code == 404
    assert client_for(cast.alice).post(address, htmx=True).status_code == 403
    first = client.post(address, htmx=True)
    assert (first.status_code, referral.stage) == (200, "received")
    assert 'data-stage="received"' in first.text
    assert client.post(address, htmx=True).status_code == 409
    assert [line.to_stage for line in history(referral)] == ["offer", "received"]


@pytest.mark.sqlite_only
def test_every_naughty_string_is_kept_or_refused_and_inert(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="received")
    client, stages = client_for(cast.rita), ("contacted", "received")
    for index, text in enumerate(BLNS):
        asked = send(client, referral, "hired", private_note=text)
        assert asked.status_code == 422
        shown = asked.text.partition('name="private_note"')[2].partition("</textarea>")[0]
        assert "<" not in shown
        answer = send(client, referral, stages[index % 2], note=text, private_note=text)
        assert answer.status_code == 200, text
    assert escape("<script>alert(0)</script>") not in {line.note for line in history(referral)}
    assert "<script>alert(" not in client.get(f"/referrals/{referral.id}").text


def test_a_stage_change_takes_fourteen_statements_however_many_referrals_there_are(cast, client_for):
    role = factories.a_role(cast.rita)
    referral = factories.a_referral(cast.alice, role, stage="received", recruiter_id=cast.max.id)
    client, figures = client_for(cast.rita), []
    for number, to in ((0, "contacted"), (0, "interview"), (600, "offer")):
        many(cast.alice, number)
        db.session.refresh(referral)
        with counted() as said:
            assert send(client, referral, to, note="Un mot").status_code == 200
        figures.append(len(said))
    assert figures[1] == figures[2] <= 14, said


@pytest.mark.sqlite_only
def test_an_agreement_on_a_version_that_nobody_can_read_is_a_conflict(cast, client_for):
    referral = factories.a_referral(cast.alice, factories.a_role(cast.rita))
    form = {"version": "9" * 5000, "obtained_on": utcnow().date().isoformat(), "channel": "phone", "how": "Oui."}
    assert client_for(cast.rita).post(f"/referrals/{referral.id}/agreement", data=form).status_code == 409
