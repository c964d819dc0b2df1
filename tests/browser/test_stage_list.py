"""The stage list of a card: keys on the closed list move nobody, the last choice wins, a refusal is always said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import deeds
from tests.browser.hearing import listen, rest, wait_until_said
from tests.browser.screens import Room
from tests.support.browser import PHONE

pytestmark = pytest.mark.motion

VIEWS = ("board", "list")


class Line:
    """A line on which every change of a stage waits until `release`."""

    def __init__(self, page: Page) -> None:
        self._page, self._routes = page, []
        page.route("**/stage", lambda route: self._routes.append(route))

    def release(self) -> None:
        """Let through what waits and all that comes."""
        for route in self._routes:
            route.continue_()
        self._page.unroute("**/stage")


def take_list(here: Room, view: str = "board") -> tuple[Page, Locator]:
    """Rosalie's screen in this view, with the focus on the stage list of the card; her POSTs are counted there."""
    page = here.rosalie
    if view == "list":
        page.goto("/referrals/board?view=list")
    page.sent = []
    page.on("request", lambda request: page.sent.append(request.url) if request.method == "POST" else None)
    listen(page)
    stage = here.card(page).locator(".ticket__stage")
    stage.focus()
    return page, stage


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("key", ["ArrowDown", "n", "End", "PageDown"])
def test_keys_on_the_closed_list_move_nobody(room, view, key):
    here = room(f"Lit Les Choix {key}")
    page, stage = take_list(here, view)
    page.keyboard.press(key)
    expect(stage).not_to_have_value("received")
    wait_until_said(page, "Not moved yet")
    page.keyboard.press("Escape")
    expect(stage).to_have_value("received")
    expect(here.card(page).locator(".ticket__go")).to_have_count(0)
    rest(page)
    assert page.sent == []


@pytest.mark.parametrize("view", VIEWS)
def test_enter_sends_what_was_chosen_by_keys(room, view):
    here = room("Entrée Franche")
    page, _stage = take_list(here, view)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(here.card(page)).to_have_attribute("data-stage", "interview")
    expect(here.card(page).locator(".ticket__who")).to_be_focused()
    assert len(page.sent) == 1
    expect(here.story.locator("#story")).not_to_contain_text("Contact établi")


def test_the_button_beside_the_list_sends_it(room):
    here = room("Bouton Voisin")
    page, _stage = take_list(here)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(here.card(page).locator(".ticket__go")).to_be_focused()
    page.keyboard.press("Space")
    expect(here.card(page)).to_have_attribute("data-stage", "contacted")


def test_leaving_the_list_puts_the_choice_back_and_says_so(room):
    here = room("Passe Son Chemin")
    page, stage = take_list(here)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Tab")
    expect(stage).to_have_value("received")
    wait_until_said(page, "Not moved")
    rest(page)
    assert page.sent == []


def test_what_is_chosen_in_the_opened_list_is_sent_at_once(room):
    here = room("Liste Ouverte")
    page, stage = take_list(here)
    page.keyboard.press("ArrowDown")  # walked through first
    stage.click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(here.card(page)).to_have_attribute("data-stage", re.compile("interview|contacted"))


def test_on_a_phone_a_choice_is_sent_at_once(seat):
    producer, page = seat("producteur", None), seat("recruteur", None, viewport=PHONE, has_touch=True)
    number = deeds.introduce(producer, "Choix Tactile")
    deeds.agree(page, number)
    page.goto("/referrals/board")
    page.locator("[data-jump=received]").tap()
    page.locator(f"#referral-{number} .ticket__stage").select_option("interview")
    expect(page.locator(f"#referral-{number}")).to_have_attribute("data-stage", "interview")


def test_on_a_slow_line_the_last_choice_wins(room):
    here = room("Ligne Lente")
    page, stage = take_list(here)
    held = Line(page)
    stage.select_option("contacted")
    page.wait_for_function("document.querySelector('.ticket__move.htmx-request')")
    stage.select_option("interview")
    stage.select_option("offer")
    held.release()
    expect(page.locator(f"[data-column=offer] #referral-{here.referral}")).to_be_visible()
    here.expect_everywhere("offer")
    assert len(page.sent) == 2


@pytest.mark.parametrize("kept", [True, False])
def test_a_refusal_is_said_also_when_the_card_was_drawn_anew_meanwhile(room, kept):
    here = room("Refus Dit")
    page, stage = take_list(here)
    held = Line(page)
    stage.select_option("offer")
    page.wait_for_function("document.querySelector('.ticket__move.htmx-request')")
    deeds.move(here.mathis, here.referral, "contacted")
    page.locator("#board-text").fill("refus dit" if kept else "personne de ce nom")
    expect(page.locator(".ticket")).to_have_count(1 if kept else 0)
    held.release()
    if kept:
        expect(here.card(page).locator(".asked--conflict")).to_contain_text("Mathis")
        expect(page.locator("#toasts .toast")).to_have_count(0)
    else:
        expect(page.locator("#toasts .toast")).to_contain_text("Check the current version")


def test_each_control_says_whose_it_is(room):
    here = room("Nom de Commande", stage="awaiting_consent")
    page = here.rosalie
    page.goto("/referrals/board")
    who = here.card(page).locator(".ticket__who").inner_text()
    for role, name in [("combobox", "Stage"), ("button", "Move to…"), ("button", "Accept"), ("button", "Decline")]:
        expect(here.card(page).get_by_role(role, name=f"{name}: {who}", exact=True)).to_be_attached()
