"""No black hole, in real browsers: clocks that turn by themselves, a message with each reason, asking for news."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.deeds import age_news
from tests.browser.screens import LIVE
from tests.support.axe import check_axe

TURN = 30_000
"""What a test waits for a clock that turns, in ms: the duty runs every five seconds."""


def promise(server, referral: int, *, near: float, due: float) -> None:
    """Let news of a referral be near, and due, in so many seconds."""
    moments = [(datetime.now(UTC) + timedelta(seconds=wait)).strftime("%Y-%m-%d %H:%M:%S.%f") for wait in (near, due)]
    with closing(sqlite3.connect(server.data / "relais.sqlite", timeout=15)) as database, database:
        database.execute("UPDATE referral SET news_soon_at = ?, news_due_at = ? WHERE id = ?", (*moments, referral))


def test_a_clock_turns_on_every_open_screen_within_seconds(room, live_server):
    here = room("Horloge Patiente")
    ring = here.card(here.rosalie).locator(".clock")
    expect(ring).to_have_class("clock clock--calm")
    promise(live_server, here.referral, near=1, due=8)
    expect(ring).to_have_class("clock clock--soon", timeout=TURN)
    expect(ring).to_have_class("clock clock--overdue", timeout=8_000 + TURN)
    for place in (here.story.locator("#side .clock"), here.card(here.mine).locator(".clock")):
        expect(place).to_have_class("clock clock--overdue", timeout=LIVE)
    here.expect_nobody_reloaded()
    for page in (here.rosalie, here.story, here.mine):
        check_axe(page)


def test_a_reason_offers_its_message_and_never_takes_what_was_typed(room):
    here = room("Raison Polie")
    card = here.card(here.rosalie)
    card.locator("select[name=stage]").select_option("not_selected")
    reason, note = card.locator("select[name=reason]"), card.locator("textarea[name=note]")
    expect(reason).to_be_focused()
    reason.select_option("filled")
    polite = "Bonjour Émile,\n\nNous avons retenu une autre candidature."
    assert note.input_value().startswith(polite), "in the referrer’s language"
    assert "Raison Polie" in note.input_value()
    reason.select_option("closer")
    assert "répondait mieux à ce que demande ce poste" in note.input_value()
    note.fill("Mes propres mots, Émile.")
    reason.select_option("doubts")
    assert note.input_value() == "Mes propres mots, Émile."
    check_axe(here.rosalie)
    card.get_by_role("button", name="Move to").click()
    expect(here.story.locator("#story")).to_contain_text("Mes propres mots, Émile.", timeout=LIVE)
    assert "Doubts" not in here.story.content()
    here.expect_nobody_reloaded()


def test_asking_for_news_is_on_the_recruiter_s_home_without_a_reload(room, live_server):
    here = room("Demande Douce")
    here.rosalie.goto("/")
    here.rosalie.evaluate("window.here = 'still'")
    age_news(live_server, here.referral)
    here.story.reload()
    here.story.locator(".ask button").click()
    expect(here.story.locator(".ask__done")).to_be_visible()
    check_axe(here.story)
    asked = here.rosalie.locator(f"#waiting-{here.referral}, #home-waiting")
    expect(asked.first).to_contain_text("requests an update", timeout=LIVE)
    assert here.rosalie.evaluate("window.here") == "still"
