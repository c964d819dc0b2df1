"""Nothing jumps while the columns of the board are scrolled as fast as one can (budgets.md, D)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.whole_browser

MOST_SHIFT = 0.01
WATCH_SHIFTS = """() => {
  window.shifted = 0;
  window.jumped = [];
  const place = ({ node, previousRect, currentRect }) =>
    [node?.outerHTML?.slice(0, 100) ?? node?.textContent, JSON.stringify(previousRect), JSON.stringify(currentRect)];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) {
      window.shifted += entry.value;
      window.jumped.push([entry.value, ...entry.sources.map(place)]);
    }
  }).observe({ type: "layout-shift" });
}"""
TO_THE_END = "document.querySelectorAll('.column').forEach((column) => { column.scrollTop = column.scrollHeight; })"


COPIES = 70


@pytest.fixture
def long_columns(live_server) -> Iterator[None]:
    """Columns of several pages: many copies of one referral per open stage, gone at the end."""
    with closing(sqlite3.connect(live_server.data / "relais.sqlite", timeout=20)) as base:
        kept = base.execute("SELECT max(id) FROM referral").fetchone()[0]
        names = [row[1] for row in base.execute("PRAGMA table_info(referral)") if row[1] != "id"]
        columns = ", ".join(f'"{name}"' for name in names)
        originals = base.execute("SELECT min(id) FROM referral WHERE closed_at IS NULL GROUP BY stage").fetchall()
        with base:
            for original in originals * COPIES:
                base.execute(f"INSERT INTO referral ({columns}) SELECT {columns} FROM referral WHERE id = ?", original)
            base.execute("UPDATE office SET board_version = board_version + 1")
        yield
        with base:
            base.execute("DELETE FROM sighting WHERE referral_id > ?", (kept,))
            base.execute("DELETE FROM referral WHERE id > ?", (kept,))
            base.execute("UPDATE office SET board_version = board_version + 1")


@pytest.mark.usefixtures("long_columns")
def test_columns_load_without_a_shift(seat):
    page = seat("admin", "/referrals/board", viewport=(1440, 700))
    page.evaluate(WATCH_SHIFTS)
    before = page.locator(".ticket").count()
    for _jump in range(8):
        page.evaluate(TO_THE_END)
        page.wait_for_timeout(250)
    assert page.locator(".ticket").count() > before, "this board is too short to say anything"
    assert page.evaluate("window.shifted") <= MOST_SHIFT, page.evaluate("window.jumped")


@pytest.mark.usefixtures("long_columns")
def test_when_the_next_cards_do_not_come_the_way_to_all_of_them_shows(seat, watch):
    page = seat("admin", "/referrals/board")
    page.route("**/referrals/board/contacted*", lambda route: route.abort())
    page.evaluate(TO_THE_END)
    expect(page.locator("[data-column=contacted] .column__more a")).to_be_visible()
    watch.forgive("ERR_FAILED")
    watch.forgive("Failed to fetch")
