"""Help beside a text: quoted, in both languages, harmless, and kept nowhere."""

from __future__ import annotations

import time

import pytest

from portal.writing_help.lexicon import LONGEST
from portal.writing_help.sensitive_topics import touched_in
from portal.writing_help.strength import weigh_text
from tests.referrals.submission.answers import typed

PRAISE = "Une personne formidable, vraiment très sérieuse et motivée."
MOMENT = "In 2019 at Co-operators in Guelph she took over forty overdue files and didn’t lose a single one."
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
LANGUAGES = ("fr", "en")


def advice(client, text: str, field: str = "why", lang: str = "fr"):
    return client.post(f"/referrals/guidance?field={field}&lang={lang}", data={field: text}, headers=HTMX)


def test_praise_is_quoted_as_it_was_typed():
    weighed = weigh_text(PRAISE)
    assert weighed.strength == "empty"
    assert weighed.praise[:2] == ("formidable", "très sérieuse")
    assert weighed.missing == ("what", "when", "where", "result")


def test_praise_beside_a_moment_does_no_harm():
    assert weigh_text(f"{MOMENT} An amazing person, honestly the best.").strength == "specific"


@pytest.mark.parametrize("text", ["", "   ", "Bonjour", "…", "😀" * 30, "12345 67890"])
def test_too_little_is_not_judged(text):
    assert weigh_text(text).strength == "none"
    assert touched_in(text) == ()


@pytest.mark.parametrize("piece", ["1 ", "deux ", "client ", "a fait ", "family of ", "É", "(", "’"])
def test_the_longest_text_of_one_piece_is_read_in_no_time(piece):
    began = time.process_time()
    weigh_text(piece * LONGEST)
    touched_in(piece * LONGEST)
    assert time.process_time() - began < 2  # a pattern that runs away takes minutes


@pytest.mark.sqlite_only
def test_an_english_text_is_helped_on_a_french_screen(cast, client_for):
    page = advice(client_for(cast.alice), "She is simply the best, a wonderful and honest person.").text
    assert "«\u00a0the best\u00a0»" in page or "«\u00a0simply the best\u00a0»" in page
    assert "Qu’avez-vous vu cette personne faire" in page


@pytest.mark.sqlite_only
def test_a_moment_needs_nothing_more(cast, client_for):
    page = advice(client_for(cast.bruno), MOMENT, lang="en").text
    assert 'data-strength="specific"' in page
    assert "Nothing to add" in page


@pytest.mark.sqlite_only
def test_a_subject_that_may_not_be_written_is_named_beside_any_field(cast, client_for):
    client = client_for(cast.rita)
    for field in ("why", "experience", "note", "private_note", "how", "attested_how"):
        page = advice(client, "Elle est enceinte et elle cherche un poste.", field).text
        assert "«\u00a0enceinte\u00a0»" in page, field
        assert "vie de famille" in page, field
        assert "enceinte" not in advice(client, "Elle conseille une jeune entreprise de Lévis.", field).text, field


@pytest.mark.sqlite_only
def test_what_is_typed_is_escaped(cast, client_for):
    page = advice(client_for(cast.alice), "Elle est <b>formidable</b> et enceinte<script>alert(1)</script>").text
    assert "<b>" not in page
    assert "<script" not in page


@pytest.mark.sqlite_only
def test_a_missing_or_unknown_field_is_no_error(cast, client_for):
    client = client_for(cast.alice)
    for where in ("", "?field=", "?field=zzz", "?field=csrf_token"):
        assert client.post(f"/referrals/guidance{where}", headers=HTMX).status_code == 200


@pytest.mark.sqlite_only
def test_without_scripts_help_shows_with_the_errors_and_blocks_nothing(cast, client_for):
    client, office = client_for(cast.alice), str(cast.quebec.id)
    answer = client.post("/referrals/new", data=typed(office=office, email="", why=PRAISE + " Elle est enceinte."))
    assert answer.status_code == 422
    assert "«\u00a0formidable\u00a0»" in answer.text
    assert "«\u00a0enceinte\u00a0»" in answer.text
    assert client.post("/referrals/new", data=typed(office=office, why=PRAISE)).status_code == 303
