"""The list of shortcuts says exactly the places that the keys of a person lead to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "behaviors" / "shortcuts.js"


def listed(page: str) -> set[str]:
    return set(re.findall(r"<dt><kbd>([^<]*)</kbd>", page))


@pytest.mark.parametrize("who", ["alice", "rita", "max", "ada"])
def test_each_place_with_a_key_is_listed_for_whoever_has_the_place(cast, client_for, who):
    page = client_for(getattr(cast, who)).get("/").text
    letters = re.findall(
        r'(\w): "(/[^"]*)"', re.search(r"PLACES = \{(.*?)\}", SCRIPT.read_text("utf-8"), re.S).group(1)
    )
    rail = re.search(r'<nav class="rail".*?</nav>', page, re.S).group()
    expected = {f"g {letter}" for letter, address in letters if f'href="{address}"' in rail.split("</a>", 1)[1]}
    assert {key for key in listed(page) if key.startswith("g ")} == expected


def test_keys_of_the_board_are_listed_for_those_who_have_it_alone(cast, client_for):
    board = {"h · l", "m", "a"}
    assert listed(client_for(cast.rita).get("/").text) >= board
    assert not listed(client_for(cast.alice).get("/").text) & board
