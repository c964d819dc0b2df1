"""A courteous no, or a question first: in each tone, with the names, changed at will, and kept nowhere."""

from __future__ import annotations

import logging
from urllib.parse import unquote, urlsplit

import pytest
from sqlalchemy import inspect, text

from portal.core.db import db
from portal.referrals.submission.decline_letters.letters import ANSWERS, WAYS, write_letter
from portal.web.i18n.formatting import first_name
from tests.referrals.submission.answers import typed
from tests.support.french import faults_of

ADDRESS = "/referrals/decline-helper"
pytestmark = pytest.mark.sqlite_only


def asked(**changes) -> dict:
    return {"answer": "more", "way": "fr-vous", "name": "Zénaïde", "me": "Alice", "email": ""} | changes


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_every_letter_greets_signs_and_keeps_its_tone(answer, way):
    letter = write_letter(answer, way, name="Zénaïde", me="Alice")
    assert "Zénaïde," in letter.text.splitlines()[0]
    assert letter.text.endswith("\nAlice")
    assert "{" not in letter.text
    words = set(letter.text.lower().replace("’", " ").split())
    wrong = {"fr-tu": {"vous", "votre", "vos"}, "fr-vous": {"tu", "ta", "ton", "te", "tes"}, "en": {"vous", "tu"}}
    assert not words & wrong[way]
    assert way == "en" or not faults_of(letter.text)


def test_a_letter_to_nobody_in_particular_has_no_hole():
    assert write_letter("more", "fr-tu", name="", me="Alice").text.startswith("Bonjour,\n")
    assert [first_name(name) for name in ("Jean-Luc Picard", " ", "")] == ["Jean-Luc", "", ""]


def test_a_name_that_looks_like_a_hole_is_a_name():
    assert "Bonjour {me}," in write_letter("more", "fr-tu", name="{me}", me="Alice").text


def test_the_mail_program_gets_address_subject_and_lines():
    link = urlsplit(write_letter("more", "fr-vous", name="Zoé & Cie?", me="Alice").mailto("zoe+x@example.com"))
    assert (link.scheme, link.path) == ("mailto", "zoe+x@example.com")
    subject, body = link.query.split("&")
    assert unquote(subject.removeprefix("subject=")) == "Votre demande\u00a0: quelques questions"
    assert unquote(body.removeprefix("body=")).startswith("Bonjour Zoé & Cie?,\r\n\r\n")


def test_the_letter_is_written_with_the_names(cast, client_for):
    page = client_for(cast.alice).post(ADDRESS, data=asked())
    assert page.status_code == 200
    assert "Bonjour Zénaïde," in page.text
    assert "Pourriez-vous me dire" in page.text


def test_what_was_changed_stays_until_it_is_asked_for_anew(cast, client_for):
    client = client_for(cast.alice)
    written = write_letter("more", "fr-vous", name="Zénaïde", me="Alice").text
    mine = asked(letter="Chère Zénaïde, parlons-en dimanche.", written=written, way="en")
    assert "parlons-en dimanche" in client.post(ADDRESS, data=mine).text
    anew = client.post(ADDRESS, data=mine | {"anew": "1"}).text
    assert "parlons-en" not in anew
    assert "Hello Zénaïde," in anew
    untouched = asked(letter=written.replace("\n", "\r\n"), written=written, way="en")
    assert "Hello Zénaïde," in client.post(ADDRESS, data=untouched).text


def test_a_draft_brings_its_first_name_and_language_to_its_author_alone(cast, client_for):
    alice = client_for(cast.alice)
    alice.post("/referrals/drafts", data=typed(name="Jean-Luc Picard", language="en"))
    number = db.session.scalar(text("SELECT id FROM referral_draft"))
    page = alice.get(f"{ADDRESS}?draft={number}").text
    assert 'value="Jean-Luc"' in page
    assert "Hello Jean-Luc," in page
    assert client_for(cast.rita).get(f"{ADDRESS}?draft={number}").status_code == 404


def test_choices_that_do_not_exist_and_texts_without_end_are_told(cast, client_for):
    client = client_for(cast.alice)
    for wrong in ({"answer": "zzz"}, {"way": "../en"}, {"email": "x" * 255}, {"name": "x" * 61}):
        assert client.post(ADDRESS, data=asked(**wrong)).status_code == 422, wrong


def test_nothing_is_kept_and_nothing_is_logged(cast, client_for, caplog):
    client = client_for(cast.alice)
    before = rows()
    with caplog.at_level(logging.DEBUG):
        client.post(ADDRESS, data=asked(name="Canaridélia", email="canaridelia@example.com"))
    assert rows() == before
    assert "anarid" not in caplog.text
    assert "<b>" not in client.post(ADDRESS, data=asked(name="<b>x")).text


def rows() -> dict[str, int]:
    tables = inspect(db.session.connection()).get_table_names()
    return {table: db.session.scalar(text(f'SELECT count(*) FROM "{table}"')) for table in tables}


def test_the_helper_is_found_from_the_list_and_from_the_palette(cast, client_for):
    client = client_for(cast.alice)
    assert f'href="{ADDRESS}"' in client.get("/referrals").text
    assert f'href="{ADDRESS}"' in client.get("/palette?q=poliment").text
