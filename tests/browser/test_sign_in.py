"""Coming in and going out, by keyboard and by one click; language and theme stay as they were chosen."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.screens import LIVE
from tests.support.browser import DEMO_PASSWORD

QUIET = "antoine.marchal@demo.example.com"  # nobody else in these tests sits at this account


def focused(page: Page) -> str:
    """The name of the field that has the focus, else its tag."""
    return page.evaluate("document.activeElement.name || document.activeElement.tagName")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field of this name has the focus."""
    for _press in range(20):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {name}")


def test_a_wrong_password_then_the_right_one_by_keyboard_alone(new_page):
    page = new_page()
    page.goto("/referrals")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    tab_to(page, "email")
    page.keyboard.type("producteur@demo.example.com")
    page.keyboard.press("Tab")
    page.keyboard.type("certainly not this one")
    page.keyboard.press("Enter")
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page.locator("input[name=email]")).to_have_value("producteur@demo.example.com")
    expect(page.locator("input[name=password]")).to_have_value("")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=password]")).to_be_focused()
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/referrals$"))
    expect(page.locator("h1")).to_have_text("Mes recommandations")


def test_one_click_opens_the_demo_account(new_page):
    page = new_page()
    page.goto("/sign-in")
    page.click("[data-demo=recruteur]")
    expect(page.locator(".topbar__person")).to_have_attribute("title", "Rosalie Gagnon")
    expect(page.locator(".rail a[href='/referrals/board']")).to_be_visible()


def test_after_sign_out_the_back_button_shows_nothing(signed_in):
    page = signed_in(QUIET)
    page.goto("/referrals/board")
    page.goto("/me")
    expect(page.locator(".topbar__person")).to_have_attribute("title", "Antoine Marchal")
    page.click(".topbar__person")
    page.locator("form[action='/sign-out'] button").click()
    expect(page).to_have_url(re.compile("/sign-in"))
    page.go_back()
    expect(page).to_have_url(re.compile("/sign-in"))
    assert "Antoine" not in page.content()
    page.goto("/me")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))


def test_sign_out_in_one_tab_leads_the_other_tab_out(signed_in):
    page = signed_in(QUIET)
    other = page.context.new_page()
    other.goto("/opportunities")
    page.click(".topbar__person")
    page.locator("form[action='/sign-out'] button").click()
    expect(other).to_have_url(re.compile("/sign-in"), timeout=LIVE)


def test_the_language_chosen_in_the_frame_stays(seat):
    page = seat("producteur", "/opportunities?field=wealth")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.check("input[name=field][value=mortgage]")
    expect(page).to_have_url(re.compile("field=mortgage"))
    page.locator(".topbar__lang").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("input[name=field]:checked")).to_have_count(2)
    expect(page.locator("h1")).to_have_text("Open roles")
    page.goto("/referrals")
    expect(page.locator("h1")).to_have_text("My referrals")
    page.locator(".topbar__lang").click()
    expect(page.locator("h1")).to_have_text("Mes recommandations")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_the_theme_chosen_in_the_frame_changes_at_once_and_stays(signed_in):
    page = signed_in(QUIET, color_scheme="light")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.locator("details.menu:has(form[action='/me/theme']) summary").click()
    with page.expect_response(re.compile("/me/theme")):
        page.get_by_role("button", name="Sombre").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(paper) != light
    page.goto("/opportunities")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.context.clear_cookies(name="theme")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
