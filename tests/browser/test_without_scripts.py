"""With scripts switched off: sign in, browse, refer, change a stage. Plain forms, plain links."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import deeds
from tests.browser.test_refer import fill_by_mouse


def test_a_producer_signs_in_browses_and_refers(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.locator("[data-demo=producteur]").click()
    page.locator(".rail a[href='/opportunities']").click()
    expect(page).to_have_url(re.compile("/opportunities$"))
    everything = page.locator(".role-row").count()
    page.fill("#search-q", "courtiers hypothecaires")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=courtiers"))
    assert 0 < page.locator(".role-row").count() < everything
    page.check("input[name=field][value=mortgage]")
    page.locator("noscript button").click()
    expect(page).to_have_url(re.compile("field=mortgage"))
    page.locator(".role-row__link").first.click()
    page.locator(".role__refer a").click()
    page.check("input[name=aim][value=role]")
    page.locator(".refer__actions button").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator(".error-summary a[href='#name']").click()
    fill_by_mouse(page, "Sans Script Aucun")
    page.locator(".refer__actions button").first.click()
    expect(page).to_have_url(re.compile(r"/referrals/\d+$"))
    expect(page.locator("#toasts")).to_contain_text("Merci")
    page.goto("/referrals")
    expect(page.locator("#my-referrals li").first).to_contain_text("Sans Script Aucun")


def test_a_recruiter_records_a_yes_and_changes_a_stage(new_page, seat):
    producer = seat("producteur", None)
    number = deeds.introduce(producer, "Pas de Scripts")
    page = new_page(java_script_enabled=False, viewport=(390, 844))
    page.goto("/sign-in")
    page.locator("[data-demo=recruteur]").click()
    page.goto("/referrals/board")
    expect(page.locator(f"#referral-{number}")).to_be_visible()
    page.locator(f"#referral-{number} a").first.click()
    page.locator(".side__now a.button").click()
    page.fill("input[name=obtained_on]", deeds.today())
    page.locator("input[name=channel]").first.check()
    page.fill("[name=how]", "Au téléphone.")
    page.locator("#agreement button").click()
    expect(page.locator("h1")).to_have_text("Pas de Scripts")
    page.select_option(".stage-control select", "interview")
    page.fill(".stage-control textarea[name=note]", "On se voit mardi.")
    page.locator(".stage-control button.button--primary").click()
    expect(page.locator(".side__now")).to_have_attribute("data-stage", "interview")
    expect(page.locator("#story")).to_contain_text("On se voit mardi.")
    page.locator("#toasts form button").click()
    expect(page.locator(".side__now")).to_have_attribute("data-stage", "received")
    page.select_option(".stage-control select", "withdrawn")
    page.locator(".stage-control button.button--primary").click()
    note = page.locator(".asked textarea[name=note]")
    note.fill("Cette personne préfère attendre.")
    page.locator(".asked button.button--primary").click()
    expect(page.locator(".side__now")).to_have_attribute("data-stage", "withdrawn")


def test_a_contact_is_asked_first_and_no_button_is_dead(new_page):
    page = new_page(java_script_enabled=False)
    page.goto("/sign-in")
    page.locator("[data-demo=producteur]").click()
    page.goto("/referrals/contacts/new")
    page.fill("#called", "Sans Script Aucun")
    page.locator(".form__actions button").click()
    expect(page.locator("#contact-link")).to_be_visible()
    expect(page.locator("[data-behavior~=copy]:visible")).to_have_count(0)
    page.goto(page.locator("#contact-link").input_value())
    expect(page.locator("#experience")).to_be_visible()
