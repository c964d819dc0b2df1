"""What a card opens stands beside it, wide enough to be read, on every screen; the card stays in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import deeds
from tests.browser.test_focus_in_sight import walk

pytestmark = pytest.mark.motion

SCREENS = {"desk": (1440, 900), "tablet": (768, 1024), "phone": (390, 844)}
NARROWEST = 340


def at_move(page: Page, card: Locator) -> Locator:
    card.locator("[data-move]").click()
    return card.locator(".panel")


def at_close(page: Page, card: Locator) -> Locator:
    card.locator(".ticket__stage").select_option("not_selected")
    return card.locator(".asked")


def at_conflict(page: Page, card: Locator) -> Locator:
    card.locator("[name=version]").evaluate("field => { field.value = '1'; }")  # somebody was faster
    card.locator(".ticket__stage").select_option("offer")
    return card.locator(".asked--conflict")


@pytest.mark.parametrize("view", ["board", "list"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("opening", [at_move, at_close, at_conflict])
def test_a_panel_is_wide_and_leaves_its_card_in_sight(seat, opening, screen, view):
    producer, page = seat("producteur", None), seat("recruteur", None, viewport=SCREENS[screen])
    number = deeds.introduce(producer, "Vue Dégagée")
    deeds.agree(page, number)
    page.goto(f"/referrals/board?view={view}")
    if screen == "phone" and view == "board":
        page.locator("[data-jump=received]").click()
    card = page.locator(f"#referral-{number}")
    panel = opening(page, card)
    expect(panel).to_be_visible()
    name, box = card.locator(".ticket__who").bounding_box(), panel.bounding_box()
    width, height = SCREENS[screen]
    assert box["width"] >= NARROWEST
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= height
    apart = name["x"] + name["width"] <= box["x"] or name["x"] >= box["x"] + box["width"]
    apart = apart or name["y"] + name["height"] <= box["y"] or name["y"] >= box["y"] + box["height"]
    assert apart, f"the panel {box} lies on the name {name}"
    expect(card.locator(".ticket__who")).to_be_in_viewport()
    if opening is not at_conflict:
        expect(panel.locator(":focus")).to_have_count(1)


@pytest.mark.parametrize("screen", [(1280, 560), SCREENS["phone"]], ids=["desk", "phone"])
def test_whoever_goes_on_from_a_panel_sees_where_they_are_and_finds_their_words_again(seat, screen):
    producer, page = seat("producteur", None), seat("recruteur", None, viewport=screen)
    number = deeds.introduce(producer, "Vue Couverte")
    deeds.agree(page, number)
    page.goto("/referrals/board")
    if screen == SCREENS["phone"]:
        page.locator("[data-jump=received]").click()
    card = page.locator(f"#referral-{number}")
    asked = at_close(page, card)
    words = asked.locator("textarea").first
    words.fill("Ce que personne ne doit perdre.")
    asked.locator("[data-leave]").focus()
    assert walk(page, "Tab", 25) == []
    expect(asked).to_have_css("position", "static")
    assert walk(page, "Shift+Tab", 25) == []
    words.focus()
    expect(asked).to_have_css("position", "fixed")
    card.locator("~ li [data-move]").first.evaluate("button => button.focus()")
    page.keyboard.press("Enter")
    expect(page.locator(".panel")).to_be_visible()
    card.locator(".ticket__who").focus()
    expect(page.locator(".panel")).to_have_count(0)
    expect(words).to_have_value("Ce que personne ne doit perdre.")
