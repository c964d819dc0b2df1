"""The seed’s second advice, whole: referred on a laptop, agreed to on a telephone, and the open board says who."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.looking import OTHER_TWO, TWO, check_page
from tests.browser.promises import SECOND, kept_within, wait_for_words
from tests.browser.screens import LIVE
from tests.browser.test_refer import press_tab_until
from tests.support.browser import PHONE

LINK = re.compile(r"/consent/[\w-]{43}")
WORDS = {
    "fr": ("aimerait vous recommander", "Votre réponse", "pour dire oui", "Où en sont les choses"),
    "en": ("would like to refer you", "Your answer", "to say yes", "Where things stand"),
}


def link_from(producer: Page, number: int) -> str:
    """The address that the producer passes on, from the page of their referral."""
    producer.goto(f"/referrals/{number}")
    return LINK.search(producer.locator("input#consent-link").input_value())[0]


@pytest.fixture
def linked(seat):
    """A new referral on the producer's laptop, accepted by a recruiter whose board stays open, and its link."""

    def make(name: str, *, by_phone: bool = True):
        producer, board = seat("producteur", "/referrals"), seat("recruteur", "/referrals/board")
        number = deeds.introduce(producer, name, by_phone=by_phone)
        address = f"/referrals/{number}"
        form = board.request.get(address).text().split(f'action="{address}/introduction"')[1].split("</form>")[0]
        told = {**deeds._hidden(form), "answer": "accepted", "shown": "page"}
        deeds._send(board, f"{address}/introduction", list(told.items()))
        board.reload()
        expect(board.locator("#live-indicator")).to_have_attribute("data-state", "live")
        return producer, board, number, link_from(producer, number)

    return make


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_yes_on_a_phone_puts_the_name_on_the_open_board_at_once(linked, new_page, language):
    name = {"fr": "Ondine Réponse", "en": "Ondine Answer"}[language]
    asks, answer, missing, stands = WORDS[language]
    looks = TWO if language == "fr" else OTHER_TWO
    producer, board, number, address = linked(name)
    card = board.locator(f"#referral-{number}")
    expect(card).to_have_attribute("data-stage", "awaiting_consent")
    expect(board.locator("body")).not_to_contain_text(name)
    phone = new_page(lang=language, viewport=PHONE, has_touch=True)
    phone.goto(f"{address}?lang={language}")
    expect(phone.locator("h1")).to_contain_text(asks)
    expect(phone.locator("#answer-title")).to_have_text(answer)
    check_page(phone, looks)
    yes, no = phone.locator(".consent__buttons button").all()
    assert yes.bounding_box()["height"] == no.bounding_box()["height"] >= 44
    assert abs(yes.bounding_box()["width"] - no.bounding_box()["width"]) < 1
    yes.tap()
    expect(phone.locator("#purposes-error")).to_contain_text(re.compile(missing, re.IGNORECASE))
    expect(phone.locator("#purposes-error")).to_be_focused()
    expect(phone.locator("#purposes-error")).to_be_in_viewport()
    check_page(phone, looks)
    phone.locator("[name=purposes]").first.tap()
    with phone.expect_response(lambda answer: answer.request.method == "POST"):
        phone.locator(".consent__buttons button").first.tap()
    with kept_within(SECOND, board):
        wait_for_words(board, f"#referral-{number}", name)
    expect(phone.locator("#now-title")).to_contain_text(stands)
    expect(card).to_have_attribute("data-stage", "received")
    expect(producer.locator(".side__now")).to_have_attribute("data-stage", "received", timeout=LIVE)
    check_page(phone, looks)
    phone.locator("details", has=phone.locator("form[action$=withdrawal]")).locator("summary").tap()
    phone.locator("form[action$=withdrawal] button").tap()
    expect(board.locator("#main")).not_to_contain_text(name, timeout=LIVE)
    expect(board.locator("body")).not_to_contain_text(name, timeout=LIVE)  # what was said aloud goes too
    check_page(phone, looks)


def test_the_whole_page_by_keyboard_without_scripts(linked, new_page):
    _producer, _board, _number, address = linked("Clavier Seul")
    page = new_page(viewport=PHONE, java_script_enabled=False)
    page.goto(address)
    press(page, "summary:has-text('Corriger')")
    page.locator("#region").fill("Charlevoix")
    page.locator("[name=purposes]").first.focus()
    page.keyboard.press("Space")
    page.locator(".consent__buttons button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#now-title")).to_contain_text("Où en sont les choses")
    expect(page.locator(".consent__held")).to_contain_text("Charlevoix")
    page.get_by_role("link", name="Voir tous mes renseignements").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Tout ce que nous avons à votre sujet")
    page.go_back()
    press(page, "summary:has-text('Effacer tout')")
    page.locator("form[action$=erasure] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Tout est effacé")
    page.goto(address)
    expect(page.locator("h1")).to_contain_text("Ce lien ne fonctionne plus")


def press(page: Page, selector: str) -> None:
    page.locator(selector).focus()
    page.keyboard.press("Enter")


def test_tab_alone_leads_through_the_answer(linked, new_page):
    _producer, board, number, address = linked("Tabule Encore")
    page = new_page(viewport=PHONE)
    page.goto(address)
    press_tab_until(page, "[name=purposes][value=this_role]")
    page.keyboard.press("Space")
    press_tab_until(page, "button[name=answer][value=no]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("C’est entendu")
    check_page(page)
    expect(board.locator(f"#referral-{number}")).to_have_count(0, timeout=LIVE)
    expect(board.locator("body")).not_to_contain_text("Tabule Encore")


def test_whoever_has_an_address_answers_and_gets_their_own_link_there(linked, new_page):
    _producer, board, number, address = linked("Courriel Encore", by_phone=False)
    page = new_page(viewport=PHONE)
    page.goto(address)
    page.locator("[name=purposes][value=this_role]").check()
    page.locator("button[name=answer][value=yes]").click()
    expect(page.locator("h1")).to_contain_text("C’est noté")
    expect(page.locator("#toasts")).to_contain_text("@example.com")
    expect(page.locator("body")).not_to_contain_text("Courriel Encore")
    check_page(page, TWO)
    expect(board.locator(f"#referral-{number}")).to_have_attribute("data-stage", "received", timeout=LIVE)
    page.goto(address)
    expect(page.locator("h1")).to_contain_text("Ce lien ne fonctionne plus")
