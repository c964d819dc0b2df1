"""Screens of people who block pictures or choose their own colours: nothing that is pressed is a blank place."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import deeds
from tests.support.browser import DESK, PHONE

BLANK = """() => [...document.querySelectorAll('a[href], button, summary')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length
    && !one.closest('.skip'))
  .filter((one) => {
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { textContent: words, parentElement: around } = texts.currentNode;
      if (words.trim() && around.getBoundingClientRect().width > 1) return false; // else it is for readers alone
    }
    const isSeen = (part) => part.matches('svg *') || getComputedStyle(part).backgroundColor !== 'rgba(0, 0, 0, 0)';
    const drawn = [...one.querySelectorAll('path, circle, rect, span')];
    return !drawn.some((part) => part.getBoundingClientRect().width > 1 && isSeen(part))
      && !['::before', '::after'].some((part) => /"./.test(getComputedStyle(one, part).content));
  })
  .map((one) => one.outerHTML.slice(0, 160))"""


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_no_control_is_blank_where_pictures_are_blocked(seat, viewport):
    page = seat("producteur", None, viewport=viewport)
    deeds.keep_draft(page, "Brouillon Sans Images")
    page.route("**/*.svg", lambda route: route.fulfill(content_type="image/svg+xml", body=""))
    for path in ("/", "/opportunities", "/referrals", "/me"):
        page.goto(path)
        assert page.evaluate(BLANK) == [], path


LOOK = """(part) => {
  const style = getComputedStyle(part);
  const own = style.forcedColorAdjust === 'none' ? [style.backgroundColor, style.color] : [];
  return [own, style.borderWidth, style.outlineStyle, style.fill, style.strokeWidth].join(' ');
}"""
STATES = {
    PHONE: [
        ("[aria-pressed=true].board__jump", "[aria-pressed=false].board__jump"),
        (".tabbar [aria-current]", ".tabbar a:not([aria-current])"),
        (".live[data-state=live] .live__dot", ".live[data-state=polling] .live__dot"),
    ],
    DESK: [
        (".toggle:has(:checked)", ".toggle:not(:has(:checked))"),
        (".board__view[aria-current]", ".board__view:not([aria-current])"),
        (".rail [aria-current]", ".rail a.rail__place:not([aria-current])"),
        (".clock__fill", ".clock__track"),
        (".clock--overdue .clock__fill", ".clock--calm .clock__fill"),
        (".column__late", ".column__calm"),
        (".ticket.is-fresh", ".ticket:not(.is-fresh)"),
    ],
}


@pytest.mark.parametrize("viewport", STATES, ids=["phone", "desk"])
def test_what_is_chosen_or_late_or_new_is_seen_in_colours_of_one_s_own(seat, viewport):
    own = {"forced_colors": "active", "reduced_motion": "no-preference"}
    page = seat("recruteur", "/referrals/board?mine=yes", viewport=viewport, **own)
    page.locator(".ticket").first.evaluate("card => card.classList.add('is-fresh')")
    dot = page.locator("#live-indicator")
    expect(dot).to_have_attribute("data-state", "live")
    dot.evaluate("""dot => {
      const other = dot.parentElement.insertBefore(dot.cloneNode(true), dot);
      other.removeAttribute('id');
      delete other.dataset.behavior;
      other.dataset.state = 'polling';
    }""")
    alike = [
        (one, other)
        for one, other in STATES[viewport]
        if page.locator(one).first.evaluate(LOOK) == page.locator(other).first.evaluate(LOOK)
    ]
    assert alike == []
