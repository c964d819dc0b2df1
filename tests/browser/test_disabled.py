"""An account that is shut is shut on every open screen within five seconds (trust.md, security)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.promises import SECOND, kept_within
from tests.browser.screens import LIVE


@pytest.fixture
def someone(seat):
    """A producer whom no other test knows: (account, the admin's screen at their page); let in again at the end."""
    ada = seat("admin", "/admin/people?role=producer&page=0")
    row = ada.locator(".person-row").last
    account = row.locator(".people__note").first.inner_text().split("@")[0].strip()
    ada.goto(row.locator("a.people__link").get_attribute("href"))
    yield account, ada
    if ada.locator("button[name=allowed][value=yes]").count():
        ada.locator("button[name=allowed][value=yes]").click()
        expect(ada.locator("button[name=allowed][value=no]")).to_be_visible()


def is_live(page: Page) -> None:
    expect(page.locator("#live-indicator")).to_have_attribute("data-state", "live")


def test_open_screens_of_a_disabled_person_end_within_five_seconds(seat, someone):
    account, ada = someone
    reading, writing = seat(account, "/opportunities"), seat(account, "/me")
    for page in (reading, writing):
        is_live(page)
    title = writing.locator("input[name=title]")
    title.fill("Conseillère principale")
    ada.locator("button[name=allowed][value=no]").click()
    expect(ada.locator("button[name=allowed][value=yes]")).to_be_visible()
    with kept_within(5 * SECOND, ada):
        reading.wait_for_url(re.compile("/sign-in"), timeout=LIVE)
        writing.wait_for_selector("#toasts a[href='/sign-in']", timeout=LIVE)
    expect(title).to_have_value("Conseillère principale")
    for address in ("/opportunities", "/live/since/0"):
        answer = writing.request.get(address, max_redirects=0)
        assert answer.status in (302, 303, 401)
