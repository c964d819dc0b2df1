"""The texts of the demo are whole in both languages, set as French is set, and name nobody's private life."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.support.french import faults_of

TEXTS = Path(__file__).parents[2] / "portal" / "demo" / "data"
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TEXTS.glob("*.toml"))}
ELSEWHERE = {
    "quebec": re.compile(r"Villeray|Gare de l’Est|primo-accédants|indépendants|devis"),
    "montreal": re.compile(r"Limoilou|Gare de l’Est|primo-accédants|indépendants|devis"),
    "paris": re.compile(r"Villeray|Limoilou|Rive-Sud|Toronto|travailleurs autonomes|soumission|épargne collective"),
}
"""What nobody of an office says of their own work: places of others, and words of the other country."""
ROLES = [role for name, data in FILES.items() if name.startswith("roles_") for role in data["role"]]


def said(value, language=None):
    """Every (language, text) below a value."""
    if isinstance(value, dict):
        own = value.get("lang", language)
        for key, inner in value.items():
            yield from said(inner, key if key in ("fr", "en") else own)
    elif isinstance(value, list):
        for inner in value:
            yield from said(inner, language)
    elif isinstance(value, str):
        yield language, value


def test_the_demo_has_twenty_four_roles_of_four_fields_in_three_offices():
    assert len({role["key"] for role in ROLES}) == len(ROLES) == 24
    assert {role["field"] for role in ROLES} == {"insurance", "wealth", "mortgage", "realestate"}
    assert {role["office"] for role in ROLES} == {office["key"] for office in FILES["offices"]["office"]}
    states = [role["state"] for role in ROLES]
    assert [states.count(state) for state in ("open", "paused", "filled", "closed", "draft")] == [18, 2, 2, 1, 1]


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role["key"])
def test_a_role_is_whole_in_both_languages(role):
    for language in ("fr", "en"):
        assert role["title"][language]
        assert "\n" not in role["summary"][language]
        assert 150 <= len(role["body"][language].split()) <= 260
    assert role["kind"] in {"employee", "self_employed", "franchise", "internship", "contract"}
    assert role["remote"] in {"onsite", "hybrid", "remote"}
    assert set(role["licences"]) <= set(FILES["licences"])
    assert role.get("pay_min", 0) <= role.get("pay_max", 0)
    assert "pay_min" in role or set(role["pay_note"]) == {"fr", "en"}


@pytest.mark.parametrize("name", FILES)
def test_french_is_set_as_french(name):
    for language, text in said(FILES[name]):
        assert "'" not in text
        if language == "fr":
            assert not faults_of(text)
        elif language == "en":
            assert "\u00a0" not in text


def test_a_note_fits_any_first_name():
    for _, text in [*said(FILES["notes"]), *said(FILES["profiles"])]:
        assert set(re.findall(r"{\w+}", text)) <= {"{name}", "{referrer}", "{recruiter}"}
        assert not re.search(r"\b(de|que|qu’|d’|lorsque|puisque) ?{", text)


def test_there_is_enough_to_write_a_believable_year():
    notes, profiles = FILES["notes"], FILES["profiles"]
    assert len(notes["contexts"]) == 40
    assert len(notes["stage_note"]) == 30
    assert len(notes["private"]["notes"]) == 20
    assert len(notes["thanks"]["notes"]) == 15
    assert len(notes["closing"]) == 12
    offices = [office["key"] for office in FILES["offices"]["office"]]
    growing = profiles["profile"]["growing"]
    for office in offices:
        there = [told for told in growing if office in told.get("offices", offices)]
        assert len(there) >= 9
        assert not [told for told in there if ELSEWHERE[office].search(told["fr"])]
    assert {context["relationship"] for context in notes["contexts"]} <= set(profiles["relationship"])


def test_names_are_sixty_and_ninety_and_each_once():
    names = FILES["names"]
    surnames = names["surnames"] + names["surnames_france"]
    assert len(set(names["first_names"])) == 60
    assert len(set(surnames)) == len(surnames) == 90
    assert max(map(len, surnames)) >= 20
