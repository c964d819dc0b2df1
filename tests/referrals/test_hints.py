"""A hint that several fields share is tied to each of them, and says what may stay empty."""

from __future__ import annotations

import re

import pytest

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
