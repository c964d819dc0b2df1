"""What is only seen elsewhere is also said: results, what is not saved, no network, faulty answers."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_refer import fill_by_mouse
from tests.support.browser import PATIENCE

pytestmark = pytest.mark.motion


@pytest.mark.parametrize(("lang", "words"), [("fr", "résultat"), ("en", "result")])
def test_results_of_the_palette_are_counted_once_inside_its_dialog(seat, lang, words):
    page = seat("recruteur", "/", lang=lang)
    page.evaluate(
        """() => {
          window.said = [];
          const region = document.querySelector('[data-palette-said]');
          new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true });
        }"""
    )
    page.keyboard.press("/")
    page.locator("#palette-q").press_sequentially("conseil", delay=30)
    expect(page.locator("[data-palette-said]")).to_contain_text(words)
    assert len([text for text in page.evaluate("said") if text]) <= 2, "what is offered first, then what was found"
    page.locator("#palette-q").fill("xyzzyx")
    expect(page.locator("[data-palette-said]")).to_contain_text("xyzzyx")


def heard(page: Page, words: str) -> int:
    """How often a text with these words was said, once it was."""
    until = time.monotonic() + PATIENCE / 1000
    while not (found := sum(words in text for text in page.evaluate("said"))) and time.monotonic() < until:
        page.wait_for_timeout(50)
    return found


def test_not_saved_and_no_network_are_said_once(seat, watch):
    page = seat("producteur", "/referrals/new")
    expect(page.locator("#live-indicator")).to_have_attribute("data-state", "live")
    fill_by_mouse(page, "Ariane Déconnectée")
    page.evaluate(
        """() => {
          window.said = [];
          const region = document.getElementById('say-mine');
          const keep = () => region.textContent && said.push(region.textContent);
          new MutationObserver(keep).observe(region, { childList: true });
        }"""
    )
    page.context.set_offline(True)
    page.locator("#why").press_sequentially(" Encore un mot.", delay=20)
    assert heard(page, "Pas encore") == heard(page, "ne répond pas") == 1
    page.wait_for_timeout(6_000)  # longer than until it tries to save again
    assert heard(page, "Pas encore") == 1
    page.context.set_offline(False)
    expect(page.locator("[data-autosave-state]")).to_have_text("Enregistré")
    watch.forgive("INTERNET_DISCONNECTED")
    watch.forgive("Failed to fetch")


def test_a_call_without_a_word_puts_the_focus_where_it_is_missing(room):
    people = room("Léa Gingras")
    page = people.rosalie
    page.goto(f"/referrals/{people.referral}/thanks?open=call&lang=en")
    page.locator("#gestures button.button--primary").click()
    expect(page.locator("#gestures textarea")).to_be_focused()
    expect(page.locator("#gestures textarea")).to_have_attribute("aria-invalid", "true")
