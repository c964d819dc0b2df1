"""The session ends while somebody writes: the text stays, and once they are signed in again, saving saves it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import LIVE
from tests.support.browser import DEMO_PASSWORD

STAFF, OTHER = "solene.lefevre@demo.example.com", "philippe.o-connor@demo.example.com"  # nobody else sits there
TEXT = "Elle préfère les petits groupes, et elle a raison."


def sign_in_here(page: Page, email: str) -> None:
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.press("input[name=password]", "Enter")


def end_from_elsewhere(signed_in, email: str) -> None:
    """Another browser of the same person ends all of their other sessions."""
    elsewhere = signed_in(email)
    elsewhere.goto("/me")
    elsewhere.locator("form[action='/me/sessions/end-others'] button").click()
    expect(elsewhere.locator("#toasts")).to_contain_text("Vos autres sessions")


@pytest.fixture
def writing(signed_in):
    """`writing(email, path, field)`: a page where that field holds the text, and whose session has ended since."""

    def write(email: str, path: str, field: str, **options) -> Page:
        page = signed_in(email, **options)
        page.goto(path)
        page.fill(field, TEXT)
        end_from_elsewhere(signed_in, email)
        return page

    return write


def test_a_role_is_saved_after_signing_in_in_another_tab(writing):
    page = writing(STAFF, "/opportunities/new", "#title_fr")
    page.locator("#editor button.button--primary").first.click()
    way = page.locator("#toasts a[href='/sign-in']").first
    expect(way).to_be_visible(timeout=LIVE)
    with page.context.expect_page() as opened:
        way.click()
    sign_in_here(opened.value, STAFF)
    expect(opened.value.locator(".topbar__person")).to_be_visible()
    expect(page.locator("#title_fr")).to_have_value(TEXT)
    page.locator("#editor button.button--primary").first.click()
    expect(page).to_have_url(re.compile(r"/opportunities/\d+"))
    expect(page.locator("body")).to_contain_text(TEXT)


def test_a_text_stays_on_the_screen_for_somebody_else_and_is_not_sent(writing, watch):
    page = writing(STAFF, "/opportunities/new", "#title_fr")
    other = page.context.new_page()
    other.goto("/sign-in")
    sign_in_here(other, OTHER)
    expect(other.locator(".topbar__person")).to_be_visible()
    page.locator("#editor button.button--primary").first.click()
    expect(page.locator("#toasts .toast--danger")).to_contain_text("par quelqu’un d’autre")
    watch.forgive("status of 400", on=page)
    expect(page.locator("#title_fr")).to_have_value(TEXT)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_plain_form_is_saved_after_signing_in_on_the_answer(writing, scripts):
    page = writing(OTHER, "/me", "#title", java_script_enabled=scripts)
    page.locator("form:has(#title) button.button--primary").click()
    expect(page.locator(".notice")).to_contain_text("Ce que vous avez écrit est conservé")
    sign_in_here(page, OTHER)
    page.get_by_role("button", name="Envoyer maintenant").click()
    expect(page).to_have_url(re.compile("/me"))
    expect(page.locator("#title")).to_have_value(TEXT)


def test_a_plain_form_is_saved_after_signing_in_in_another_tab(writing):
    page = writing(OTHER, "/referrals/contacts/new", "#called")
    page.locator(".form__actions button").click()
    expect(page.locator(".notice")).to_contain_text("Ce que vous avez écrit est conservé")
    other = page.context.new_page()
    other.goto("/sign-in")
    sign_in_here(other, OTHER)
    expect(other.locator(".topbar__person")).to_be_visible()
    page.get_by_role("button", name="Envoyer de nouveau").click()
    expect(page.locator("#contact-link")).to_be_visible()
    expect(page.locator("main")).to_contain_text(TEXT)


def test_a_form_without_network_stays_and_says_why(signed_in):
    page = signed_in(OTHER)
    page.goto("/referrals/contacts/new")
    page.fill("#called", TEXT)
    page.context.set_offline(True)
    page.locator(".form__actions button").click()
    expect(page.locator("#toasts .toast--danger")).to_contain_text("Non envoyé")
    expect(page.locator("#called")).to_have_value(TEXT)
    page.context.set_offline(False)
    page.locator(".form__actions button").click()
    expect(page.locator("#contact-link")).to_be_visible()
