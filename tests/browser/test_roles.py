"""Open roles: found while typing, narrowed in the address, read in two languages, written, put before people."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import LIVE
from tests.support.browser import PHONE

COUNT = re.compile(r"(\d+)")


def count(page: Page) -> int:
    return int(COUNT.search(page.locator(".roles__count").inner_text())[1])


def titles(page: Page) -> list[str]:
    return page.locator("#role-results .role-row__link").all_inner_texts()


@pytest.mark.parametrize("typed", ["courtiers hypothecaires", "COURTIÈRE HYPOTHÉCAIRE"])
def test_the_list_answers_while_typing_whatever_the_accents_and_plurals(seat, typed):
    page = seat("producteur", "/opportunities")
    everything = count(page)
    page.locator("#search-q").press_sequentially(typed)
    expect(page.locator("#role-results .role-row__link").first).to_contain_text("hypothécaire")
    expect(page).to_have_url(re.compile(r"q="))
    assert 0 < count(page) < everything
    expect(page.locator("#search-q")).to_be_focused()
    expect(page.locator("#search-q")).to_have_value(typed)
    expect(page.locator("#say-mine")).to_have_text(re.compile(r"\d+\s+postes? ouverts?"))


def test_filters_are_kept_in_the_address_and_by_the_back_button(seat):
    page = seat("producteur", "/opportunities")
    everything = count(page)
    page.locator("input[type=checkbox][name=field][value=mortgage]").check()
    expect(page).to_have_url(re.compile("field=mortgage"))
    expect(page.locator("#role-results .role-row__tags", has_text="Prêt hypothécaire")).to_have_count(count(page))
    page.locator("#search-q").fill("analyste")
    expect(page.locator(".role-row__link")).to_have_text(["Analyste de dossiers hypothécaires"])
    expect(page).to_have_url(re.compile("q=analyste"))
    page.locator(".role-row__link").click()
    expect(page.locator("h1")).to_have_text("Analyste de dossiers hypothécaires")
    page.go_back()
    expect(page.locator(".role-row__link")).to_have_text(["Analyste de dossiers hypothécaires"])
    expect(page.locator("input[type=checkbox][name=field][value=mortgage]")).to_be_checked()
    expect(page.locator("#search-q")).to_have_value("analyste")
    page.locator("#search-q").fill("xyzzy")
    expect(page.locator(".empty")).to_be_visible()
    page.locator(".empty a").click()
    expect(page.locator(".roles__count")).to_have_text(re.compile(rf"^{everything}\b"))


def test_the_order_changes_in_place(seat):
    page = seat("producteur", "/opportunities?lang=en", lang="en")
    page.locator("#sort").select_option("title")
    expect(page).to_have_url(re.compile("sort=title"))
    expect(page.locator(".role-row__link").first).to_have_text(min(titles(page), key=str.casefold))
    assert titles(page) == sorted(titles(page), key=str.casefold)


def test_more_brings_the_rest_and_the_focus_to_its_first(seat):
    page = seat("admin", "/opportunities?state=all")
    rows = page.locator("#role-results .role-row")
    expect(rows).to_have_count(20)
    page.locator("#more-roles").focus()
    page.keyboard.press("Enter")
    expect(rows.nth(20)).to_be_visible()
    assert rows.count() == count(page)
    expect(rows.nth(20).locator("a")).to_be_focused()


def test_filters_are_a_sheet_on_a_phone(seat):
    page = seat("producteur", "/opportunities", viewport=PHONE)
    box = page.locator("input[type=checkbox][name=remote][value=remote]")
    expect(box).to_be_hidden()
    page.locator("[data-open-sheet=role-filters]").click()
    box.check()
    expect(page).to_have_url(re.compile("remote=remote"))
    page.get_by_role("button", name="Voir les postes").click()
    expect(box).to_be_hidden()
    assert 0 < count(page) < 10


def test_keys_walk_the_list_and_the_palette_finds_a_role(seat):
    page = seat("producteur", "/opportunities")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".role-row__link").nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#palette-q")).to_be_focused()
    page.keyboard.type("planificatrice")
    found = page.locator("#palette-results a", has_text="Planificateur financier")
    expect(found).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("planificatrice")
    expect(found).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Planificateur financier")


def test_a_role_reads_in_both_languages(seat):
    page = seat("producteur", "/opportunities?q=courtier+hypothecaire")
    page.locator(".role-row__link", has_text=re.compile("^Courtier ou courtière hypothécaire$")).click()
    expect(page.locator(".role__refer a")).to_be_in_viewport()
    page.locator(".topbar__lang").click()
    expect(page.locator("h1")).to_have_text("Mortgage broker")
    expect(page.locator(".role__body")).not_to_be_empty()


def test_a_role_is_written_previewed_published_and_appears_on_an_open_list(seat):
    producer = seat("producteur", "/opportunities?lang=en", lang="en")
    before = count(producer)
    recruiter = seat("recruteur", "/opportunities/new")
    recruiter.fill("#title_fr", "Conseillère au lancement de Lévis")
    recruiter.fill("#summary_fr", "Une équipe qui commence, à deux pas du traversier.")
    recruiter.fill("#body_fr", "## Vos journées\n\n- Rencontrer\n- **Écouter**")
    recruiter.locator(".editor__side--fr").get_by_role("button", name="Aperçu").click()
    expect(recruiter.locator("#preview-fr strong")).to_have_text("Écouter")
    recruiter.fill("#city", "Lévis")
    recruiter.locator(".editor__actions button").click()
    expect(recruiter.locator("h1")).to_have_text("Conseillère au lancement de Lévis")
    recruiter.locator("button[value=publish]").click()
    title = producer.locator(".role-row__link", has_text="Conseillère au lancement de Lévis")
    expect(title).to_be_visible(timeout=LIVE)
    expect(title).to_have_attribute("lang", "fr")
    assert count(producer) == before + 1
    title.click()
    recruiter.locator("button[value=close]").click()
    expect(producer.locator(".gone")).to_be_visible(timeout=LIVE)
    expect(producer.locator(".role__refer")).to_have_count(0)


def test_a_role_without_its_french_is_refused_in_place_and_nothing_is_lost(seat):
    page = seat("recruteur", "/opportunities/new")
    page.locator(".editor__actions button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.fill("#title_en", "An office nobody has described in French")
    page.fill("#pay_min", "seventy")
    page.locator(".editor__actions button").click()
    expect(page.locator("#pay_min-error")).to_be_visible()
    expect(page.locator("#title_en")).to_have_value("An office nobody has described in French")
    page.fill("#pay_min", "70 000")
    page.locator(".editor__actions button").click()
    expect(page.locator("h1")).to_have_text("An office nobody has described in French")
    page.locator("button[value=publish]").click()
    expect(page.locator(".role-state")).to_contain_text("en français")
    page.locator("button[value=close]").click()
    expect(page.locator("button[value=close]")).to_have_count(0)
