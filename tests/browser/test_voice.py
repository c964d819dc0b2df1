"""A recruiter speaks, the producer hears it: a real recorder on the browser's own test microphone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import TWO, check_page
from tests.browser.promises import SECOND, kept_within

pytestmark = pytest.mark.motion


@pytest.mark.whole_browser
def test_a_voice_message_is_heard_within_a_second_by_keyboard_alone(room):
    people = room("Zoé Vaillancourt")
    rosalie, story = people.rosalie, people.story
    rosalie.context.grant_permissions(["microphone"])
    rosalie.goto(f"/referrals/{people.referral}?lang=en")
    rosalie.get_by_role("link", name="Voice message").press("Enter")
    expect(rosalie.locator("#gestures-title")).to_be_focused()
    check_page(rosalie, TWO)

    rosalie.get_by_role("button", name="Record").press("Enter")
    stop = rosalie.get_by_role("button", name="Stop")
    expect(stop).to_be_focused()
    expect(rosalie.locator("[data-recorder=time]")).to_have_text("0:02 / 1:00")
    assert rosalie.evaluate("document.querySelector('meter').value") >= 0
    stop.press("Enter")
    expect(rosalie.locator("[data-recorder=said]")).to_have_text("Recorded: listen before you send it.")
    expect(rosalie.locator("[data-recorder=play]")).to_be_visible()
    rosalie.get_by_label(re.compile("In writing")).fill("On se parle demain.")
    check_page(rosalie, TWO)
    with rosalie.expect_response(lambda answer: answer.request.method == "POST"):
        rosalie.get_by_role("button", name="Send this message").press("Enter")
    with kept_within(SECOND, story):
        story.wait_for_selector("audio.spoken__sound", state="attached")

    sound = story.locator("audio.spoken__sound")
    expect(sound).to_be_visible()
    expect(story.locator(".spoken__summary")).to_contain_text("On se parle demain.")
    assert story.evaluate("window.here") == "still"
    known = """async (audio) => {
      audio.preload = "metadata";
      audio.load();
      while (!audio.duration) await new Promise((later) => setTimeout(later, 50));
      return audio.duration;
    }"""
    assert 1 < sound.evaluate(known) < 10, "its length is known before it is played"
    played = "async audio => { audio.play(); await new Promise(r => setTimeout(r, 1500)); return audio.currentTime }"
    assert sound.evaluate(played) > 0
    check_page(story, TWO)


def test_a_closed_microphone_leaves_the_choice_of_a_file(room):
    people = room("Ugo Lessard")
    page = people.rosalie
    page.goto(f"/referrals/{people.referral}/thanks?open=voice&lang=fr")
    page.get_by_role("button", name="Démarrer l’enregistrement").click()
    expect(page.locator("[data-recorder=said]")).to_contain_text("Cette page ne peut pas utiliser le micro")
    expect(page.locator("[data-recorder=file]")).to_be_visible()


@pytest.mark.whole_browser
def test_a_double_press_opens_one_microphone_and_closes_it(room):
    people = room("Ugo Lessard")
    page = people.rosalie
    page.context.grant_permissions(["microphone"])
    page.goto(f"/referrals/{people.referral}/thanks?open=voice&lang=fr")
    page.evaluate(
        """() => {
          const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          window.given = [];
          navigator.mediaDevices.getUserMedia = async (what) => {
            given.push(await ask(what));
            return given.at(-1);
          };
          const record = document.querySelector("[data-recorder=start]");
          record.click(); record.click();
        }"""
    )
    expect(page.locator("[data-recorder=time]")).to_have_text("0:01 / 1:00")
    page.get_by_role("button", name="Arrêter").click()
    expect(page.locator("[data-recorder=play]")).to_be_visible()
    open_ones = "given.map((one) => one.getTracks().filter((track) => track.readyState === 'live').length)"
    assert page.evaluate(open_ones) == [0]


@pytest.mark.whole_browser
def test_a_recording_without_words_comes_back_with_its_question(room):
    people = room("Ugo Lessard")
    page = people.rosalie
    page.context.grant_permissions(["microphone"])
    page.goto(f"/referrals/{people.referral}/thanks?open=voice&lang=en")
    page.locator("[data-recorder=start]").click()
    expect(page.locator("[data-recorder=time]")).to_have_text("0:01 / 1:00")
    page.locator("[data-recorder=stop]").click()
    page.get_by_role("button", name="Send this message").click()
    expect(page.locator(".field__error")).to_contain_text("not everybody can listen")
    expect(page.locator("[data-recorder=play]")).to_be_visible()
    check_page(page, TWO)
    page.get_by_label(re.compile("In writing")).fill("On se parle demain.")
    page.get_by_role("button", name="Send this message").click()
    expect(people.story.locator(".spoken__summary")).to_contain_text("On se parle demain.")
