"""Help while writing: it comes by itself, never touches what is typed, and every path works by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.looking import TWO, check_page
from tests.browser.test_refer import choose, press_tab_until, type_into
from tests.support.browser import PHONE

PRAISE = "Une personne formidable, vraiment très sérieuse et motivée."
MOMENT = "En 2019, à Lévis, elle a repris quarante dossiers en retard et n’en a perdu aucun. "
SAID = """() => { window.said = 0; new MutationObserver(() => { window.said += 1; }).observe(
  document.querySelector('.guide__strength'), {subtree: true, childList: true, characterData: true}); }"""


def strength(page: Page, is_: str) -> None:
    expect(page.locator(".guide__strength")).to_have_attribute("data-strength", is_)


def test_the_strength_follows_the_text_and_leaves_text_and_caret_alone(seat):
    page = seat("producteur", "/referrals/new")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data) if "/guidance" in request.url else None)
    page.fill("#name", "Zoé Canari")
    page.locator("#why").click()
    page.keyboard.type(PRAISE)
    strength(page, "empty")
    expect(page.locator(".guide")).to_contain_text("« très sérieuse »")
    page.evaluate(SAID)
    page.evaluate("document.querySelector('#why').setSelectionRange(0, 0)")
    with page.expect_response(re.compile("guidance")):
        page.keyboard.type("Oui. ")
    assert page.evaluate("document.querySelector('#why').selectionStart") == len("Oui. ")
    assert page.input_value("#why") == "Oui. " + PRAISE
    expect(page.locator("#why")).to_be_focused()
    assert page.evaluate("window.said") == 0, "the same word was announced again"
    page.keyboard.type(MOMENT)
    strength(page, "specific")
    assert page.evaluate("window.said") > 0
    assert len(asked) <= 6
    assert not [body for body in asked if "Canari" in body], "more than the text was sent"
    check_page(page, TWO)


def test_an_english_text_is_helped_in_the_language_of_the_screen(seat):
    page = seat("producteur", "/referrals/new", lang="en")
    page.fill("#why", "Elle est enceinte, mais très motivée et formidable.")
    expect(page.locator(".guide .careful")).to_contain_text("“enceinte”: this seems to be about family life")
    page.locator(".refer__more summary").click()
    page.fill("#experience", "She is a gem, simply the best.")
    expect(page.locator(".field-with-advice .careful").first).to_contain_text("could be said of anybody")
    check_page(page, TWO)


def test_the_notes_of_the_board_are_read_for_what_may_not_be_written(seat):
    producer, page = seat("producteur"), seat("recruteur")
    number = deeds.introduce(producer, "Prudence Lavoie")
    deeds.agree(page, number)
    page.goto("/referrals/board")
    card = page.locator(f"#referral-{number}")
    card.locator("[data-move]").click()
    card.locator(".panel [data-notes]").click()
    note = card.locator(".panel textarea[name=private_note]")
    readable = "La personne recommandée peut demander à lire ceci."
    expect(card.get_by_text(readable)).to_be_visible()
    expect(note).to_have_accessible_description(readable)
    note.click()
    page.keyboard.type("Elle porte le voile.")
    expect(card.locator(".panel .careful__one")).to_contain_text("la religion")
    expect(note).to_be_focused()
    expect(note).to_have_value("Elle porte le voile.")
    check_page(page, (("wide", "light"),))


def test_whoever_is_hardly_known_takes_another_path_by_keyboard_and_loses_nothing(seat):
    page = seat("producteur", "/referrals/new")
    type_into(page, "#name", "Inconnu Passant")
    choose(page, "relationship", "met_once")
    stop = page.locator(".refer__gentle")
    expect(stop).to_be_visible()
    check_page(page, TWO)
    press_tab_until(page, ".refer__gentle button[value=ask]")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/referrals/contacts/new\?.*draft=\d+"))
    expect(page.locator("#called")).to_have_value("Inconnu Passant")
    page.goto("/referrals")
    page.locator(".drafts__draft", has_text="Inconnu Passant").locator("a").click()
    expect(page.locator("#name")).to_have_value("Inconnu Passant")
    expect(page.locator("input[value=met_once]")).to_be_checked()
    press_tab_until(page, "#go_on")
    page.keyboard.press("Space")
    expect(page.locator("#go_on")).to_be_checked()


def test_enter_in_a_field_sends_the_form_and_takes_no_other_path(seat):
    page = seat("producteur", "/referrals/new")
    page.check("input[name=vouch][value='1']")
    page.locator("#name").click()
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.locator(".is-invalid :focus, [aria-invalid]:focus")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/referrals/new$"))


def test_without_scripts_the_stop_and_the_help_show_with_the_errors(seat):
    page = seat("producteur", "/referrals/new", java_script_enabled=False)
    page.fill("#why", PRAISE)
    page.check("input[name=vouch][value='1']")
    page.locator(".refer__actions button").first.click()
    expect(page.locator(".error-summary")).to_contain_text("deux autres chemins")
    strength(page, "empty")
    expect(page.locator(".guide")).to_contain_text("« formidable »")
    page.locator(".refer__gentle button[value=decline]").click()
    expect(page.locator("#letter")).to_have_value(re.compile("Bonjour"))
    page.check("input[name=way][value=en]")
    page.locator(".decline__submit button").click()
    expect(page.locator("#letter")).to_have_value(re.compile("^Hello,"))


def test_a_polite_no_is_written_changed_and_copied_on_a_phone(seat):
    page = seat("producteur", "/referrals/decline-helper", viewport=PHONE, permissions=["clipboard-read"])
    page.fill("#name", "Zénaïde")
    page.check("input[name=answer][value=more]")
    expect(page.locator("#letter")).to_have_value(re.compile("Bonjour Zénaïde,.*Pourriez-vous", re.DOTALL))
    page.locator("#letter").fill("Chère Zénaïde, parlons-en.")
    page.check("input[name=way][value='fr-tu']")
    expect(page.locator(".decline__kept")).to_be_visible()
    expect(page.locator("#letter")).to_have_value("Chère Zénaïde, parlons-en.")
    check_page(page, TWO)
    link = page.locator("[data-behavior=mail-letter]")
    link.evaluate("link => link.addEventListener('click', event => event.preventDefault())")
    link.click()
    expect(link).to_have_attribute("href", re.compile(r"^mailto:\?subject=.*body=Ch%C3%A8re"))
    page.locator("[data-copy-from]").click()
    expect(page.locator(".toast", has_text="Copié")).to_be_visible()
    page.locator("button[name=anew]").click()
    expect(page.locator("#letter")).to_have_value(re.compile("Pourrais-tu"))
