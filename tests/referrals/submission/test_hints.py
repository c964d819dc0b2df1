"""A hint that several fields share is tied to each of them, and says what may stay empty."""

from __future__ import annotations

import re

import pytest

from tests import factories
from tests.referrals.board.moves import send

SAID = {"fr": ("L’un des deux suffit", "(facultatif)"), "en": ("One of the two is enough", "(optional)")}


@pytest.mark.parametrize("lang", SAID)
def test_one_way_to_reach_someone_is_needed_and_both_fields_say_so(cast, client_for, lang):
    cast.alice.language = lang
    alice = client_for(cast.alice)
    enough, optional = SAID[lang]
    for page in (alice.get("/referrals/new").text, alice.post("/referrals/new", data={"name": "Zoé Roy"}).text):
        hint = re.search(r'id="reach-hint">([^<]*)<', page).group(1)
        assert hint.startswith(enough)
        for name in ("email", "phone"):
            control = re.search(rf'<input[^>]*\bid="{name}"[^>]*>', page).group()
            assert "reach-hint" in re.search(r'aria-describedby="([^"]*)"', control).group(1).split()
            assert optional not in re.search(rf'<label[^>]*for="{name}">(.*?)</label>', page, re.S).group(1)
    assert page.count('aria-describedby="reach-hint email-error"') == 1


def test_what_helps_where_two_worked_together_is_tied_to_its_three_fields(cast, client_for):
    page = client_for(cast.alice).get("/referrals/new").text
    assert page.count('aria-describedby="together-hint"') == 3


READ = {"fr": "La personne recommandée peut demander à lire ceci.", "en": "The candidate may ask to read this."}


def hints_of(page: str) -> list[str]:
    """What is tied to each text that is read for what may not be written, but for those written to the candidate."""
    told = dict(re.findall(r'<p class="field__(?:hint|error)" id="([^"]*)"[^>]*>([^<]*)<', page))
    assert len(told) == len(re.findall(r'<p class="field__(?:hint|error)" id="', page)), "no id stands twice"
    controls = re.findall(r"<(?:input|textarea)[^>]*\bdata-advice\b[^>]*>", page)
    controls = [control for control in controls if 'name="candidate_note"' not in control]
    assert not any("aria-description=" in control for control in controls)
    tied = [re.search(r'aria-describedby="([^"]*)"', control).group(1).split() for control in controls]
    return [" ".join(told[name] for name in names) for names in tied]


@pytest.mark.parametrize("lang", READ)
def test_that_the_candidate_may_read_it_is_shown_and_tied_to_each_text_of_a_recruiter(cast, client_for, lang):
    cast.rita.language = lang
    rita, role = client_for(cast.rita), factories.a_role(cast.rita)
    proposed, open_one = (
        factories.a_referral(cast.alice, role),
        factories.a_referral(cast.alice, role, stage="received"),
    )
    pages = [
        rita.get(path).text for path in (f"/referrals/{proposed.id}", f"/referrals/{open_one.id}", "/referrals/day")
    ]
    pages += [send(rita, open_one, "not_selected", shown=shown).text for shown in ("card", "row", "page")]
    for page in pages:
        hints = hints_of(page)
        assert len(hints) >= 2
        assert all(hint.count(READ[lang]) == 1 for hint in hints), hints
