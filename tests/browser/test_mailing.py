"""How often e-mails come, and when never: chosen by keyboard alone, and kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import OTHER_TWO, TWO, check_page
from tests.browser.test_refer import press_tab_until

SOMEBODY = "solene.lefevre"  # whose letters no other test of a browser looks at


def choose(page: Page, name: str, key: str) -> str:
    """Walk to this control with Tab, and to its first or last choice (`Home`, `End`); its value then."""
    press_tab_until(page, f"select[name={name}]")
    page.keyboard.press(key)
    return page.locator(f"select[name={name}]").input_value()


@pytest.mark.parametrize(("lang", "key", "said", "looks"), [
    ("fr", "End", "C’est enregistré.", TWO),
    ("en", "Home", "Saved.", OTHER_TWO),
])  # fmt: skip
def test_a_rhythm_and_quiet_hours_are_chosen_by_keyboard_and_kept(seat, lang, key, said, looks):
    page = seat(SOMEBODY, "/notifications", lang=lang)
    press_tab_until(page, "main a[href='/me/notifications']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/me/notifications$"))
    check_page(page, looks)
    chosen = {name: choose(page, name, key) for name in ("asked", "news", "around", "begins", "ends")}
    press_tab_until(page, "main form button.button--primary")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text(said)
    page.reload()
    for name, value in chosen.items():
        expect(page.locator(f"select[name={name}]")).to_have_value(value)
    check_page(page, looks)
