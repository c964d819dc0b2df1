"""After an action the focus is where a person goes on from, never on the page as a whole; keys undo what was done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.deeds import age_news
from tests.browser.hearing import focused, listen, rest, wait_until_said
from tests.browser.screens import LIVE
from tests.browser.test_board_live import by_keys

pytestmark = pytest.mark.motion


def send(page: Page, button: str) -> None:
    """Press this button by keys and wait until its answer is drawn."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and "guidance" not in answer.url):
        page.get_by_role("button", name=button, exact=True).press("Enter")
    rest(page)
    page.evaluate("new Promise((done) => setTimeout(done, 100))")


def test_after_a_word_one_may_write_the_next(room):
    here = room("Mot Suivant")
    page = here.rosalie
    page.goto(f"/referrals/{here.referral}")
    page.locator("#composer textarea").fill("Je l’appelle demain.")
    send(page, "Send to Émile Bouchard")
    expect(page.locator("#story")).to_contain_text("Je l’appelle demain.")
    expect(page.locator("#composer textarea")).to_be_focused()


@pytest.mark.parametrize(("gesture", "filled", "button"), [("thanks", "#thanks", "Send my thanks")])
def test_after_a_gesture_the_gestures_are_at_hand(room, gesture, filled, button):
    here = room("Geste Fait")
    page = here.rosalie
    page.goto(f"/referrals/{here.referral}/thanks?open={gesture}")
    page.locator(filled).fill("Merci beaucoup.")
    send(page, button)
    expect(page.locator("#gestures a:focus")).to_have_count(1)


@pytest.mark.whole_browser
def test_after_a_voice_note_the_gestures_are_at_hand(room):
    here = room("Voix Posée")
    page = here.rosalie
    page.context.grant_permissions(["microphone"])
    page.goto(f"/referrals/{here.referral}/thanks?open=voice")
    page.get_by_role("button", name="Record").press("Enter")
    expect(page.locator("[data-recorder=time]")).to_have_text("0:01 / 1:00")
    page.get_by_role("button", name="Stop").press("Enter")
    page.get_by_label(re.compile("In writing")).fill("On se parle demain.")
    send(page, "Send this message")
    expect(page.locator("#gestures a:focus")).to_have_count(1)


def test_after_asking_for_news_the_answer_has_the_focus(room, live_server):
    here = room("Quoi de Neuf", stage="contacted")
    age_news(live_server, here.referral)
    here.story.reload()
    send(here.story, "Demander des nouvelles")
    assert focused(here.story) == f"div ask-{here.referral}"


def test_staying_signed_in_is_said_and_the_focus_returns(seat):
    page = seat("recruteur", "/referrals/board", lang="en")
    name = page.locator(".ticket__who").first
    name.focus()
    listen(page)
    page.evaluate("document.querySelector('[data-behavior=session-clock]').hidden = false")
    page.get_by_role("button", name="Stay signed in").focus()
    page.keyboard.press("Enter")
    wait_until_said(page, "You stay signed in.")
    expect(name).to_be_focused()


@pytest.mark.parametrize("key", ["z", "Control+z"])
def test_a_move_is_undone_by_a_key_that_its_announcement_names(room, key):
    here = room("Retour Clavier")
    board = here.rosalie
    listen(board)
    by_keys(board, here.card(board))
    wait_until_said(board, "Ctrl Z takes it back")
    expect(board.locator(f"[data-column=interview] #referral-{here.referral}")).to_be_visible()
    rest(board)
    board.keyboard.press(key)
    expect(board.locator(f"[data-column=received] #referral-{here.referral}")).to_be_visible(timeout=LIVE)
    rest(board)
    expect(here.card(board).locator(".ticket__who")).to_be_focused()


def test_undone_from_the_message_itself_the_focus_returns_to_the_card(room):
    here = room("Retour Bouton")
    board = here.rosalie
    by_keys(board, here.card(board))
    expect(board.locator(f"[data-column=interview] #referral-{here.referral}")).to_be_visible()
    rest(board)
    board.get_by_role("button", name="Undo").press("Enter")
    expect(board.locator(f"[data-column=received] #referral-{here.referral}")).to_be_visible(timeout=LIVE)
    rest(board)
    expect(here.card(board).locator(".ticket__who")).to_be_focused()


def test_a_count_is_said_once_when_the_typing_rests(seat):
    page = seat("recruteur", "/referrals/board", lang="en")
    deeds.introduce(seat("producteur", None), "Compte Une Fois")
    listen(page)
    page.locator("#board-text").press_sequentially("personne de ce nom", delay=300)
    wait_until_said(page, "0 open referrals")
    assert page.evaluate("window.said['say-mine'].length") == 1
