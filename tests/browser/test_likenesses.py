"""Two people of the demo office who may be one: compared by a recruiter, and told to be one, by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.looking import OTHER_TWO, TWO, check_page
from tests.browser.test_refer import press_tab_until


def test_a_recruiter_compares_two_who_may_be_one_and_merges_them_by_keyboard(seat):
    english = seat("recruteur", "/referrals/likenesses", lang="en")
    check_page(english, OTHER_TWO)
    english.goto(english.locator(".likenesses a").first.get_attribute("href"))
    expect(english.locator(".likeness__same").first).to_have_text("the same")
    check_page(english, OTHER_TWO)

    page = seat("recruteur", "/referrals/likenesses")
    check_page(page, TWO)
    before = page.locator(".likenesses__row").count()
    press_tab_until(page, ".likenesses a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/referrals/likenesses/\d+$"))
    sides = page.locator(".likeness__side")
    expect(sides).to_have_count(2)
    one, two = (side.locator(".facts__label").all_inner_texts() for side in sides.all())
    assert one == two, "the lines of both stand side by side"
    check_page(page, TWO)
    press_tab_until(page, "form[action$='/merged'] button")
    page.keyboard.press("Enter")
    expect(page.locator(".field__error")).to_contain_text("Dites comment vous le savez")
    check_page(page, TWO)
    press_tab_until(page, "#reason")
    page.keyboard.type("Le même numéro, dit par elle-même.")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("fusionné")
    expect(page.locator(".likenesses__row")).to_have_count(before - 1)
    check_page(page, TWO)
