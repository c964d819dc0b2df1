"""Who goes through a page with Tab sees where they are: nothing that sticks to an edge lies wholly over the focus."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

SIZES = [(740, 360), (320, 256), (320, 568)]
COVERED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one.matches(".skip")) return null;
  const { left, top, right, bottom } = one.getBoundingClientRect();
  const box = new DOMRect(Math.max(left, 0), Math.max(top, 0));
  [box.width, box.height] = [Math.min(right, innerWidth) - box.x, Math.min(bottom, innerHeight) - box.y];
  const across = [0.1, 0.3, 0.5, 0.7, 0.9];
  const seen = across.some((x) => across.some((y) => {
    const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    const same = hit && (one.contains(hit) || (hit.contains(one) && hit.closest("label, summary")));
    return same || [...one.labels ?? []].some((label) => label.contains(hit));
  }));
  if (seen) return null;
  return `${one.tagName} ${one.className || one.id || one.textContent.trim().slice(0, 30)} at ${Math.round(top)}`;
}"""
WALKS = [("recruteur", "/referrals/board"), ("producteur", "/"), ("producteur", "/referrals/new")]
STOPS = 130


def walk(page: Page, key: str, stops: int = STOPS) -> list[str]:
    """Press this key `stops` times; what was covered on the way."""
    hidden = []
    for _stop in range(stops):
        page.keyboard.press(key)
        covered = page.evaluate(COVERED)
        if covered:
            hidden.append(f"{key}: {covered}")
    return hidden


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(("account", "path"), WALKS)
def test_the_focus_is_never_wholly_covered(seat, account, path, size):
    page = seat(account, path, viewport=size)
    hidden = walk(page, "Tab")
    page.locator(".footer").scroll_into_view_if_needed()
    hidden += walk(page, "Shift+Tab")
    assert hidden == []
