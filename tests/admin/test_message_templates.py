"""Texts that are offered: an office’s own, the organisation’s, the usual ones; kept by who runs the office."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import func, select

from portal.admin.message_templates import editing
from portal.core.db import db
from portal.message_templates import templates
from portal.message_templates.templates import TextTemplate
from portal.referrals.acknowledgements import thanks
from portal.referrals.stages import closing_reasons
from tests import factories


def fields(page: str, section: str) -> dict[str, list[str]]:
    form = re.search(rf'<form[^>]* id="{section}".*?</form>', page, re.DOTALL)[0]
    return {
        "text": [html.unescape(text) for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)],
        "title": [html.unescape(title) for title in re.findall(r'name="title" value="([^"]*)"', form)],
    }


def kept() -> int:
    return db.session.scalar(select(func.count()).select_from(TextTemplate))


@pytest.mark.parametrize("section", editing.SECTIONS)
def test_saving_what_is_offered_already_keeps_nothing(cast, client_for, section):
    client, address = client_for(cast.max), f"/offices/{cast.quebec.id}/texts"
    for language in ("fr", "en"):
        page = client.get(f"{address}?language={language}").text
        answer = client.post(f"{address}/{section}?language={language}", data=fields(page, section))
        assert answer.status_code == 303
    assert kept() == 0


def test_an_office_s_own_text_is_offered_and_an_empty_one_brings_the_usual_back(cast, client_for):
    client, address = client_for(cast.max), f"/offices/{cast.quebec.id}/texts"
    given = fields(client.get(f"{address}?language=fr").text, "not_selected")
    own = "Bonjour {referrer}, c’est {by}. Merci pour {candidate}."
    client.post(f"{address}/not_selected?language=fr", data=given | {"text": [own, *given["text"][1:]]})
    referral = factories.a_referral(cast.alice, stage="interview", candidate=factories.a_candidate("Jeanne"))
    first = closing_reasons.list_offered(referral, "not_selected", by=cast.rita)[0]
    assert first.text == "Bonjour Alice, c’est Rita Gagnon. Merci pour Jeanne."
    assert kept() == 1
    client.post(f"{address}/not_selected?language=fr", data=given | {"text": ["", *given["text"][1:]]})
    assert kept() == 0


def test_a_french_text_may_name_people_in_french(cast, client_for):
    client, address = client_for(cast.max), f"/offices/{cast.quebec.id}/texts"
    given = fields(client.get(f"{address}?language=fr").text, "not_selected")
    assert "{recommandant}" in given["text"][0]
    assert "{referrer}" not in given["text"][0]
    own = "Bonjour {recommandant}, c’est {signature}. Merci pour {candidat}."
    client.post(f"{address}/not_selected?language=fr", data=given | {"text": [own, *given["text"][1:]]})
    referral = factories.a_referral(cast.alice, stage="interview", candidate=factories.a_candidate("Jeanne"))
    first = closing_reasons.list_offered(referral, "not_selected", by=cast.rita)[0]
    assert first.text == "Bonjour Alice, c’est Rita Gagnon. Merci pour Jeanne."
    assert "{referrer}" in fields(client.get(f"{address}?language=en").text, "not_selected")["text"][0]


def test_the_organisation_s_texts_serve_offices_without_their_own(cast, client_for):
    ada = client_for(cast.ada)
    page = ada.get("/admin/texts?language=fr").text
    given = fields(page, "thanks")
    texts_of_all = {"title": ["Merci court", *given["title"][1:]], "text": ["Merci {referrer}.", *[""] * 3]}
    assert ada.post("/admin/texts/thanks?language=fr", data=texts_of_all).status_code == 303
    [(title, text)] = thanks.list_offered("Alice Côté", "fr", cast.quebec.id, cast.rita)
    assert (title, text.startswith("Merci Alice")) == ("Merci court", True)
    assert "changed the suggested messages of the whole organization" in ada.get("/admin/log?lang=en").text


@pytest.mark.parametrize("text", ["Merci {nom}", "Carte 4111 1111 1111 1111", "x" * 2001])
def test_what_can_t_be_offered_is_refused_with_everything_typed(cast, client_for, text):
    client, address = client_for(cast.max), f"/offices/{cast.quebec.id}/texts"
    given = fields(client.get(f"{address}?language=fr").text, "withdrawn")
    answer = client.post(f"{address}/withdrawn?language=fr", data=given | {"text": [text, *given["text"][1:]]})
    assert answer.status_code == 422
    assert text[:20] in answer.text
    assert 'role="alert"' in answer.text
    assert kept() == 0


def test_a_form_that_was_cut_is_refused(cast, client_for):
    address = f"/offices/{cast.quebec.id}/texts"
    assert client_for(cast.max).post(f"{address}/withdrawn", data={"text": ["x"]}).status_code == 422
    assert client_for(cast.max).post(f"{address}/nothing", data={"text": ["x"]}).status_code == 404


def test_a_manager_keeps_nothing_for_another_office(cast, client_for):
    assert client_for(cast.max).get(f"/offices/{cast.montreal.id}/texts").status_code == 404
    assert templates.list_own(["thanks"], cast.montreal.id, "fr") == {"thanks": []}
