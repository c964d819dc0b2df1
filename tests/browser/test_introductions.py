"""A recruiter answers a proposed introduction on the board: by keys alone, live on every screen, two at once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.looking import TWO, check_page
from tests.browser.screens import LIVE
from tests.browser.test_board_live import drag
from tests.support.browser import PHONE

WORD = "Merci d’y avoir pensé : le poste demande un permis."


def test_by_keys_alone_and_every_other_screen_says_so(room):
    here = room("Zéphyrine Clavier", "awaiting_consent")
    card = here.card(here.mathis)
    card.locator(".ticket__who").focus()
    here.mathis.keyboard.press("a")
    expect(card.locator("button[value=accepted]")).to_be_focused()
    here.mathis.keyboard.press("Enter")
    expect(card.locator(".proposal")).to_contain_text("Accepté")
    expect(card.locator(".ticket__who")).to_be_focused()
    expect(here.card(here.rosalie).locator(".proposal")).to_contain_text("Accepted", timeout=LIVE)
    expect(here.story.locator(".halves")).to_contain_text("Mathis Côté a accepté", timeout=LIVE)
    expect(here.card(here.mine)).to_contain_text("Mathis Côté a accepté", timeout=LIVE)
    for board in (here.mathis, here.rosalie):
        expect(board.locator("body")).not_to_contain_text("Zéphyrine")
    here.expect_nobody_reloaded()


def test_a_question_reaches_the_referrer_whose_answer_shows_facts_alone(room):
    here = room("Zéphyrine Question", "awaiting_consent")
    card = here.card(here.mathis)
    card.locator("button[value=more]").click()
    expect(card.locator("textarea")).to_be_focused()
    check_page(here.mathis, TWO)
    card.locator("textarea").fill("Avez-vous travaillé ensemble ?")
    card.locator(".asked button[value=more]").click()
    expect(card.locator(".proposal")).to_contain_text("Question posée")
    here.story.locator("a", has_text="La lire et y répondre").click()
    expect(here.story.locator("blockquote")).to_have_text("Avez-vous travaillé ensemble ?")
    expect(here.story.locator("#live-indicator")).to_have_text("En direct")
    check_page(here.story, TWO)
    here.story.get_by_label("Client ou cliente").check()
    here.story.get_by_label("Avec vos mots").fill("Zéphyrine a tout appris seule.")
    here.story.locator("main button.button--primary").click()
    expect(card.locator(".ticket__what")).to_contain_text("Client ou cliente depuis", timeout=LIVE)
    here.mathis.goto(f"/referrals/{here.referral}")
    expect(here.mathis.locator("main")).to_contain_text("a donné des précisions")
    expect(here.mathis.locator("body")).not_to_contain_text("Zéphyrine")


def test_two_at_once_one_is_told_and_loses_no_word(room):
    here = room("Zéphyrine Ensemble", "awaiting_consent")
    card = here.card(here.rosalie)
    card.locator("button[value=declined]").click()
    card.locator("textarea").fill(WORD)
    here.card(here.mathis).locator("button[value=accepted]").click()
    expect(here.card(here.mathis).locator(".proposal")).to_contain_text("Accepté")
    card.locator(".asked button[value=declined]").click()
    expect(card.locator("[role=alert]")).to_contain_text("In the meantime, Mathis Côté accepted.")
    expect(card.locator("textarea")).to_have_value(WORD)
    card.locator("[data-leave]").click()
    expect(card.locator(".proposal")).to_contain_text("Accepted")


def test_the_page_works_for_everybody_and_asks_no_more_than_it_may(seat, room):
    here = room("Zéphyrine Lecture", "awaiting_consent")
    here.mathis.goto(f"/referrals/{here.referral}")
    here.mathis.locator("summary", has_text="Décliner").click()
    check_page(here.mathis, TWO)
    here.story.goto("/referrals/known")
    check_page(here.story, TWO)
    here.rosalie.goto("/referrals/likenesses")
    check_page(here.rosalie, TWO)


def test_who_has_said_yes_is_accepted_by_a_drag_to_received(room, new_page):
    here = room("Yolaine Glissée", "awaiting_consent")
    here.story.goto(f"/referrals/{here.referral}")
    address = here.story.locator("input#consent-link").input_value()
    phone = new_page(viewport=PHONE)
    phone.goto("/consent/" + address.rsplit("/", 1)[1])
    phone.locator("[name=purposes]").first.check()
    phone.locator(".consent__buttons button").first.click()
    board, card = here.mathis, here.card(here.mathis)
    expect(card.locator(".proposal--yes")).to_be_visible(timeout=LIVE)
    drag(board, card, "received")
    expect(board.locator(f"[data-column=received] #referral-{here.referral}")).to_contain_text("Yolaine", timeout=LIVE)
