"""Accents and plurals don't matter, the same rows are found on both databases, odd input finds nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from portal.core import search
from portal.core.db import db
from portal.core.text_normalization import clean_text, fold_text, word_stems

BLNS = Path(__file__).resolve().parents[1] / "data" / "blns.json"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Zoé\r\nRoy ", "Zoé\nRoy"),
        ("a\x00b\x07c", "abc"),
        ("lone \ud83d surrogate", "lone  surrogate"),
        ("e\u0301te\u0301", "été"),
        (None, ""),
    ],
)
def test_text_is_cleaned_without_losing_what_people_mean(typed, kept):
    assert clean_text(typed) == kept


def test_folding_forgets_accents_case_and_ligatures():
    assert fold_text("Œuvre d’ÉTÉ à Saint-Ædne") == "oeuvre d'ete a saint-aedne"


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("Conseillères", "conseillere"), ("hypothèques", "hypotheque"), ("bureaux", "bureau"), ("régionaux", "régional")],
)
def test_plurals_are_their_singular(plural, singular):
    assert word_stems(plural) == word_stems(singular)


def find(query: str) -> list[int]:
    selection = search.select_matching("opportunity", query)
    return [] if selection is None else sorted(db.session.scalars(selection))


@pytest.fixture
def roles(app):
    search.index_row("opportunity", 1, "Conseillère en sécurité financière", "Québec")
    search.index_row("opportunity", 2, "Courtier hypothécaire", "Montréal, régions éloignées")
    search.index_row("person", 1, "Conseillère d’un autre genre")


@pytest.mark.usefixtures("roles")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("conseilleres", [1]),
        ("SECURITE fin", [1]),
        ("courtiers hypothecaires", [2]),
        ("région", [2]),
        ("conseillère montréal", []),
        ("", []),
        ('" OR 1=1 --', []),
        ("* NEAR( & | ! :*", []),
    ],
)
def test_words_are_found_as_people_type_them(query, found):
    assert find(query) == found


@pytest.mark.usefixtures("roles")
def test_a_row_is_found_by_its_newest_words_only():
    search.index_row("opportunity", 1, "Planificatrice")
    assert find("conseillère") == []
    assert find("planif") == [1]
    search.remove_row("opportunity", 1)
    assert find("planif") == []


@pytest.mark.usefixtures("roles")
def test_no_naughty_string_breaks_the_search():
    for text in json.loads(BLNS.read_text("utf-8")):
        find(text)
        search.index_row("opportunity", 3, text)


@pytest.mark.usefixtures("app")
def test_what_is_put_within_a_place_is_found_there_and_nowhere_else():
    search.index_row("referral", 1, "Zéphyrine Canari", within=1)
    search.index_row("referral", 2, "Zéphyrine Roy", within=12)
    found = {
        places: sorted(db.session.scalars(search.select_matching("referral", "zephyrine", places)))
        for places in ((1,), (12,), (2,), (1, 12), ())
    }
    assert found == {(1,): [1], (12,): [2], (2,): [], (1, 12): [1, 2], (): []}
