"""Every page in every look, half of them in each language: axe finds nothing, nothing goes sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import OTHER_TWO, TWO, check_page

LANGUAGES = ("fr", "en")


def shut(page: Page) -> None:
    page.keyboard.press("Escape")


def opened(selector: str) -> Callable[[Page], None]:
    """Click what opens something over the page."""
    return lambda page: page.locator(selector).click()


def sent_empty(page: Page) -> None:
    """Send the form of the page as it is: the errors."""
    page.locator("form.refer .refer__actions button, #editor .editor__actions button").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".error-summary:focus, .is-invalid :focus, [aria-invalid]:focus")).to_have_count(1)


def at_panel(page: Page) -> None:
    page.locator("[data-column=received] [data-move]").first.click()
    page.locator("[data-notes]").click()


def asked_for_a_word(page: Page) -> None:
    page.locator("[data-column=contacted] .ticket__stage:enabled").first.select_option("not_selected")
    expect(page.locator(".asked")).to_be_visible()


PAGES = [
    ("producteur", "/", []),
    ("recruteur", "/", []),
    ("direction", "/", []),
    ("admin", "/", [opened("[data-open-palette]")]),
    ("producteur", "/opportunities", [opened("details.menu:has(form[action='/me/theme']) summary")]),
    ("producteur", "/opportunities?q=xyzzy", []),
    ("producteur", "/opportunities > .role-row__link", []),
    ("recruteur", "/opportunities/new", [sent_empty]),
    ("admin", "/opportunities > .role-row__link > .role-state a[href$='/edit']", []),
    ("producteur", "/referrals/new", [sent_empty]),
    ("producteur", "/referrals", []),
    ("producteur", "/referrals > #my-referrals li a", []),
    ("recruteur", "/referrals", []),
    ("recruteur", "/referrals/board", [at_panel, asked_for_a_word]),
    ("recruteur", "/referrals/board > [data-column=interview] .ticket__who", []),
    ("direction", "/referrals/board?view=list&overdue=yes", []),
    ("producteur", "/producers", []),
    ("recruteur", "/producers", []),
    ("recruteur", "/producers > main a[href^='/producers/']", []),
    ("producteur", "/notifications", []),
    ("producteur", "/me", []),
    ("producteur", "/me/notifications", []),
    ("admin", "/admin/outbox", []),
    ("admin", "/admin/letters", []),
    ("admin", "/admin/letters/consent.invitation", []),
    ("admin", "/admin", []),
    ("admin", "/admin/stages", []),
    ("admin", "/admin/log", []),
    ("admin", "/admin/offices", []),
    ("admin", "/admin/offices > main a[href^='/admin/offices/']", []),
    ("admin", "/admin/people", []),
    ("admin", "/admin/people/new", []),
    ("admin", "/admin/people > main td a, main li a[href^='/admin/people/']", []),
    ("producteur", "/nowhere", []),
    ("producteur", "/referrals/board", []),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("account", "way", "states"), PAGES, ids=[f"{who} {way}" for who, way, _states in PAGES])
def test_a_page_is_for_everybody(seat, account, way, states, lang):
    path, *links = way.split(" > ")
    page = seat(account, path, lang=lang)
    for link in links:
        page.goto(page.locator(link).first.get_attribute("href"))
    check_page(page, TWO if lang == "fr" else OTHER_TWO)
    for state in states:
        state(page)
        check_page(page, TWO)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sign_in_is_for_everybody(new_page, lang):
    page = new_page(lang=lang)
    page.goto(f"/sign-in?lang={lang}")
    check_page(page, TWO if lang == "fr" else OTHER_TWO)
    page.locator("form button").first.click()
    expect(page.locator(".error-summary")).to_be_focused()
    check_page(page, TWO)
