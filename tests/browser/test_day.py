"""The recruiter's day by keyboard alone: an introduction, thanks and a word, each done where it stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.looking import TWO, check_page
from tests.browser.screens import LIVE

pytestmark = pytest.mark.motion


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_thanks_are_said_without_leaving_the_list(room, lang):
    people = room("Maïka Beaulieu")
    page, item = people.rosalie, f"#day-thanks-{people.referral}"
    page.goto(f"/referrals/day?lang={lang}")
    check_page(page, TWO)
    page.locator(f"{item} summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    box = page.locator(f"{item} textarea")
    expect(box).to_be_focused()
    assert "Rosalie" in box.input_value()
    page.keyboard.press("Control+a")
    page.keyboard.type("Merci d’avoir pensé à nous !")
    check_page(page, TWO)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(item)).to_have_count(0)
    expect(people.story.locator("#story")).to_contain_text("Merci d’avoir pensé à nous", timeout=LIVE)


def test_an_introduction_is_accepted_and_the_next_thing_is_in_reach(room):
    people = room("Noé Thibodeau", stage="awaiting_consent")
    page, item = people.mathis, f"#day-introduction-{people.referral}"
    page.goto("/referrals/day?lang=fr")
    expect(page.locator(item)).not_to_contain_text("Noé")
    page.locator(item).get_by_role("button", name="Accepter").focus()
    page.keyboard.press("Enter")
    expect(page.locator(item)).to_have_count(0)
    expect(people.story.locator("#side")).to_contain_text("Mathis", timeout=LIVE)


def test_a_word_being_typed_survives_what_others_do(room):
    people = room("Flavie Cloutier")
    page, item = people.rosalie, f"#day-thanks-{people.referral}"
    page.goto("/referrals/day?lang=fr")
    page.locator(f"{item} summary").click()
    box = page.locator(f"{item} textarea")
    box.fill("Un mot à moitié")
    other = room("Loïc Savard", stage="awaiting_consent")
    expect(page.locator(f"#day-introduction-{other.referral}")).to_have_count(0, timeout=1_000)
    expect(box).to_have_value("Un mot à moitié")
    expect(box).to_be_focused()
