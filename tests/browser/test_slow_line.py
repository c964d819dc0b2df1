"""A slow line: the last choice wins, a double click says things once, and words whose answer got lost are kept."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import deeds
from tests.browser.screens import LIVE

SLOW = 0.6


def slow(page: Page, pattern: str) -> list[str]:
    """Let these requests take their time; their addresses, as they come."""
    asked: list[str] = []

    def late(route) -> None:
        asked.append(route.request.url)
        time.sleep(SLOW)
        route.continue_()

    page.route(re.compile(pattern), late)
    return asked


def test_the_last_of_three_filters_is_what_the_log_shows(seat):
    page = seat("admin", "/admin/log")
    slow(page, r"/admin/log\?")
    choice = page.locator(".log-tools select").first
    choice.focus()
    for _press in range(3):
        page.keyboard.press("ArrowDown")
    wanted = choice.input_value()
    expect(page).to_have_url(re.compile(f"={re.escape(wanted)}(&|$)"), timeout=LIVE)
    expect(choice).to_have_value(wanted)


@pytest.fixture
def composer(seat):
    """A recruiter at a referral, where a word to its referrer can be written."""
    number, rita = deeds.introduce(seat("producteur", None), "Ligne Lente"), seat("recruteur", None)
    deeds.agree(rita, number)
    rita.goto(f"/referrals/{number}")
    return rita


def send(page: Page) -> Locator:
    return page.locator("#composer button[type=submit], #composer button:not([type])").first


def test_a_double_click_says_it_once(composer):
    asked = slow(composer, r"/notes$")
    composer.fill("#composer textarea", "Elle vous rappelle demain.")
    send(composer).dblclick()
    expect(composer.locator("#toasts .toast")).to_have_count(1, timeout=LIVE)
    expect(composer.locator("#story")).to_contain_text("Elle vous rappelle demain.")
    assert len(asked) == 1


def test_other_words_after_a_lost_answer_stay_and_are_sent_on_purpose(composer, watch):
    def lost(route) -> None:
        route.fetch()
        route.abort()

    composer.route(re.compile("/notes$"), lost, times=1)
    composer.fill("#composer textarea", "Des mots dont la réponse se perd.")
    send(composer).click()
    expect(composer.locator("#toasts .toast--danger")).to_contain_text("Non envoyé", timeout=LIVE)
    watch.forgive("Failed to fetch", on=composer)
    watch.forgive("ERR_FAILED", on=composer)
    composer.fill("#composer textarea", "D’autres mots, après coup.")
    send(composer).click()
    expect(composer.locator("#toasts")).to_contain_text("avec d’autres mots", timeout=LIVE)
    expect(composer.locator("#composer textarea")).to_have_value("D’autres mots, après coup.")
    send(composer).click()
    for words in ("Des mots dont la réponse se perd.", "D’autres mots, après coup."):
        expect(composer.locator("#story")).to_contain_text(words, timeout=LIVE)
