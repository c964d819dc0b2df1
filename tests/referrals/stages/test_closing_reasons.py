"""Closing says something: a reason for the office, a message for the referrer in their language, offered with it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.core.db import db
from portal.message_templates import templates
from portal.referrals.stages import closing_reasons
from portal.referrals.stages.definitions import OPEN, OUTCOMES
from portal.referrals.stages.transition_table import allowed_moves
from tests import factories
from tests.referrals.board.moves import history, send

NAME = "Jeanne Canari"
TEXT = "Bonjour {referrer}, au revoir {candidate}. {by} {inconnu}"


@pytest.fixture
def referral(cast):
    return factories.a_referral(
        cast.bruno, stage="interview", recruiter_id=cast.romain.id, candidate=factories.a_candidate(NAME)
    )


def test_every_outcome_has_its_reasons_and_each_its_message_in_both_languages(app):
    by_hand = {way.stage for stage in OPEN for agreed in (True, False) for way in allowed_moves(stage, agreed=agreed)}
    assert set(closing_reasons.REASONS) == by_hand & set(OUTCOMES)
    with app.test_request_context():
        for outcome, codes in closing_reasons.REASONS.items():
            for code in codes:
                french, english = (closing_reasons.first_text(outcome, code, language) for language in ("fr", "en"))
                assert french != english
                assert len(code) <= 24
                for text, language in ((french, "fr"), (english, "en")):
                    holes = templates.list_placeholders(language)
                    assert set(re.findall(r"\{\w+\}", text)) <= set(holes.values())
                    assert text.endswith(holes["by"])


def test_choosing_an_outcome_asks_for_a_message_and_offers_one_in_the_referrer_s_language(cast, client_for, referral):
    answer = send(client_for(cast.romain), referral, "not_selected")
    assert answer.status_code == 422
    assert f'id="reason-{referral.id}"' in answer.text
    assert "Hello Bruno,\n\nWe chose another candidate" in answer.text, "Bruno reads English"
    assert NAME in answer.text
    assert "Le poste est pourvu" in answer.text, "the reason itself is for the recruiter, who reads French"


def test_the_reason_stays_in_the_office(cast, client_for, referral):
    word = "Thank you for this one."
    answer = send(client_for(cast.romain), referral, "not_selected", note=word, reason="doubts")
    assert answer.status_code == 200
    assert (history(referral)[-1].reason, history(referral)[-1].note) == ("doubts", word)
    address = f"/referrals/{referral.id}"
    assert "Réserves du bureau" in client_for(cast.romain).get(address).text
    page = client_for(cast.bruno).get(address).text
    assert word in page
    assert "Doubts" not in page
    assert "doubts" not in page


def test_no_message_lets_the_reason_show(cast, client_for, referral):
    for code in ("doubts", "terms"):
        text = closing_reasons.first_text("not_selected", code, "en")
        assert not re.search(r"doubt|pay|salary|condition", text, re.IGNORECASE)


def test_without_scripts_a_button_brings_the_message(cast, client_for, referral):
    client = client_for(cast.romain)
    answer = send(client, referral, "withdrawn", reason="timing", fill="yes", private_note="À revoir", htmx=False)
    assert answer.status_code == 200
    assert re.search(r"<textarea[^>]*>Hello Bruno,\s+It is not the right time", answer.text)
    assert 'value="timing"' in answer.text
    assert "À revoir" in answer.text
    db.session.refresh(referral)
    assert referral.stage == "interview"


def test_an_unknown_reason_is_refused_in_place(cast, client_for, referral):
    for reason in ("hired", "x" * 500, "' OR 1=1"):
        answer = send(client_for(cast.romain), referral, "not_selected", note="Mot gardé", reason=reason)
        assert answer.status_code == 422
        assert "Mot gardé" in answer.text


def test_before_the_candidate_s_yes_the_message_names_nobody(cast, client_for):
    hidden = factories.a_referral(cast.alice, candidate=factories.a_candidate(NAME))
    answer = send(client_for(cast.rita), hidden, "withdrawn")
    assert answer.status_code == 422
    assert "data-text" in answer.text
    assert NAME not in answer.text


def test_an_office_offers_its_own_words_before_the_organisation_s(cast, client_for, referral):
    def keep(office_id, text):
        use = closing_reasons.use_of("not_selected", "filled")
        db.session.add(templates.TextTemplate(office_id=office_id, use=use, language="en", text=text))
        db.session.commit()

    keep(None, "From all of us, {referrer}.")
    keep(cast.quebec.id, "Another office speaks.")
    client = client_for(cast.romain)
    assert "From all of us, Bruno." in send(client, referral, "not_selected").text
    keep(cast.montreal.id, TEXT)
    page = send(client, referral, "not_selected").text
    assert f"Bonjour Bruno, au revoir {NAME}. Romain Tremblay {{inconnu}}" in page
    assert "Another office speaks." not in page


@given(st.text(), st.text())
def test_no_text_of_an_office_can_break_the_filling_in(text, name):
    filled = templates.fill_text(text + "{referrer}", {"referrer": name, "candidate": "", "by": ""})
    assert filled.endswith(name)


def test_a_conflict_keeps_the_reason_and_the_message(cast, client_for, referral):
    send(client_for(cast.romain), referral, "offer")
    stale = {"version": 1, "note": "Mot gardé", "reason": "filled"}
    answer = send(client_for(cast.romain), referral, "not_selected", **stale)
    assert answer.status_code == 409
    assert "Mot gardé" in answer.text
    assert re.search(r'value="filled"[^>]* selected', answer.text)
    assert db.session.scalar(select(factories.Referral.stage)) == "offer"
