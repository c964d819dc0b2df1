"""The board and its list on paper say what the screen says: every stage in words, no name broken, nothing cut."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.support.browser import DESK

LETTER = (700, 960)
"""What a sheet of Letter leaves between its margins, in CSS pixels."""
CUT = """() => [...document.querySelectorAll('.ticket__who, .board-list td, .board-list th')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.textContent)"""


def print_of(seat, path: str):
    page = seat("recruteur", path, viewport=DESK)
    page.set_viewport_size(dict(zip(("width", "height"), LETTER, strict=True)))
    page.emulate_media(media="print")
    return page


def test_the_printed_board_shows_every_stage_and_whole_names(seat):
    page = print_of(seat, "/referrals/board")
    columns = page.locator(".column").evaluate_all("all => all.filter((one) => one.checkVisibility()).length")
    assert columns == 6
    widths = page.locator(".ticket").evaluate_all("all => all.map((one) => one.getBoundingClientRect().width)")
    assert min(widths) > 180
    assert page.evaluate(CUT) == []


def test_the_printed_list_says_each_stage_and_its_last_column_is_whole(seat):
    page = print_of(seat, "/referrals/board?view=list")
    rows = page.locator(".board-list tbody tr[id]")
    said = rows.evaluate_all("all => all.map((row) => row.querySelector('.board-list__stage').innerText.trim())")
    assert said
    assert all(said)
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("paper", ["Letter", "A4"])
@pytest.mark.parametrize("account", ["producteur", "recruteur", "direction"])
def test_the_last_sheet_of_home_holds_more_than_the_foot_of_the_page(seat, account, paper):
    printed = PdfReader(io.BytesIO(seat(account, "/", viewport=DESK).pdf(format=paper)))
    assert "Responsable de la protection" in printed.pages[-1].extract_text() or len(printed.pages) == 1
    assert len(printed.pages[-1].extract_text().splitlines()) > 6
