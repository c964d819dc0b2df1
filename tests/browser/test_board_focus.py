"""Who works by keys or listens: after every move the focus is on the card, and what others do is said and glows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.hearing import glowed, listen, rest, said, wait_until_said
from tests.browser.screens import LIVE
from tests.browser.test_board_live import by_clicks, by_keys, by_select

pytestmark = pytest.mark.motion

MOTION = ("no-preference", "reduce")


def name_of(page: Page, number: int):
    return page.locator(f"#referral-{number} .ticket__who")


@pytest.mark.parametrize("motion", MOTION)
@pytest.mark.parametrize("way", [by_keys, by_select, by_clicks])
def test_after_a_move_the_focus_is_on_the_card_in_its_new_column(room, way, motion):
    here = room(f"Cap Tenu {way.__name__}", reduced_motion=motion)
    board = here.rosalie
    way(board, here.card(board))
    expect(board.locator(f"[data-column=interview] #referral-{here.referral}")).to_be_visible()
    rest(board)
    expect(name_of(board, here.referral)).to_be_focused()
    expect(name_of(board, here.referral)).to_be_in_viewport()
    board.keyboard.press("h")
    expect(
        board.locator("[data-column=contacted] .ticket__who:focus, [data-column=received] .ticket__who:focus")
    ).to_have_count(1)


def test_what_moved_may_be_filtered_without_a_word_of_the_content_policy(room):
    here = room("Filtre Net")
    by_select(here.rosalie, here.card(here.rosalie))
    expect(here.rosalie.locator(f"[data-column=interview] #referral-{here.referral}")).to_be_visible()
    rest(here.rosalie)
    here.rosalie.locator("#board-text").press_sequentially("filtre net")
    expect(here.rosalie.locator(".ticket")).to_have_count(1)
    assert here.card(here.rosalie).get_attribute("style") is None


@pytest.mark.parametrize("motion", MOTION)
def test_what_somebody_else_moves_is_said_and_glows(room, motion):
    here = room("Voix Haute", reduced_motion=motion)
    listen(here.rosalie)
    by_select(here.mathis, here.card(here.mathis))
    wait_until_said(here.rosalie, "Voix Haute is now at “Interview”", "say-others")
    assert here.card(here.rosalie).get_attribute("id") in glowed(here.rosalie)
    assert said(here.rosalie) == []


def test_a_yes_of_the_candidate_is_said_and_glows(room):
    here = room("Oui Sonore", stage="awaiting_consent")
    listen(here.mathis)
    deeds.agree(here.rosalie, here.referral)
    wait_until_said(here.mathis, "Oui Sonore", "say-others")
    assert here.card(here.mathis).get_attribute("id") in glowed(here.mathis)


def test_what_i_move_is_said_once_as_mine_and_does_not_glow(room):
    here = room("Une Fois")
    listen(here.rosalie)
    listen(here.mathis)
    by_select(here.rosalie, here.card(here.rosalie))
    wait_until_said(here.rosalie, "Interview")
    wait_until_said(here.mathis, "Une Fois", "say-others")  # its signal is on every screen by now
    assert len(said(here.rosalie)) == 1
    assert said(here.rosalie, "say-others") == []
    assert glowed(here.rosalie) == []


def test_a_card_that_somebody_else_moves_keeps_the_focus_that_is_on_it(room):
    here = room("Garde Moi")
    name_of(here.mathis, here.referral).focus()
    by_select(here.rosalie, here.card(here.rosalie))
    expect(here.mathis.locator(f"[data-column=interview] #referral-{here.referral}")).to_be_visible(timeout=LIVE)
    rest(here.mathis)
    expect(name_of(here.mathis, here.referral)).to_be_focused()


def close(page: Page, number: int) -> None:
    """Close a referral from its card."""
    page.locator(f"#referral-{number} select.ticket__stage").select_option("withdrawn")
    page.locator(f"#referral-{number} textarea[name=note]").fill("Merci : ce sera pour une autre fois.")
    with page.expect_response(re.compile("/stage$")):
        page.locator(f"#referral-{number} .asked button.button--primary").click()
    expect(page.locator(f"#referral-{number}")).to_have_count(0)


def test_after_closing_the_focus_is_on_the_neighbour(room):
    here = room("Voisine Une")
    second = deeds.introduce(here.story, "Voisine Deux")
    deeds.agree(here.rosalie, second)
    board = here.rosalie
    expect(name_of(board, second)).to_be_visible(timeout=LIVE)
    close(board, second)  # it stands before the first one
    expect(name_of(board, here.referral)).to_be_focused()


def test_a_card_that_somebody_else_closes_leaves_the_focus_to_its_neighbour(room):
    here = room("Part Ailleurs")
    name_of(here.mathis, here.referral).focus()
    deeds.move(here.rosalie, here.referral, "withdrawn", "Merci.")
    expect(here.card(here.mathis)).to_have_count(0, timeout=LIVE)
    expect(here.mathis.locator(".ticket__who:focus")).to_have_count(1)
