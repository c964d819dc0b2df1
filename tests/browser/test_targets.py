"""Everything that is pressed is at least 24 by 24 CSS pixels, save links inside a sentence (WCAG 2.2, 2.5.8)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import deeds
from tests.browser.looking import STILL
from tests.support.axe import LAID_OUT, check_axe
from tests.support.browser import DESK, PHONE

LEAST = 24
SMALL = (
    f"(least) => {{{LAID_OUT}"
    + """
  const wholeParent = (one) => ['::before', '::after'].some((part) => {
    const style = getComputedStyle(one, part);
    return style.content !== 'none' && style.position === 'absolute' && style.inset === '0px';
  });
  const inSentence = (one) => {
    if (getComputedStyle(one).display !== 'inline') return false;
    const block = one.parentElement.closest('p, li, dd, td, th, blockquote, h1, h2, h3, label, div');
    return block.innerText.trim().length > one.innerText.trim().length;
  };
  const box = (one) => {
    const boxes = [one, ...(one.labels ?? [])].map((part) => part.getBoundingClientRect());
    return { width: Math.max(...boxes.map((b) => b.width)), height: Math.max(...boxes.map((b) => b.height)) };
  };
  return [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), select, textarea')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length
      && !one.closest('.skip, .sr-only, [aria-hidden="true"]') && !wholeParent(one) && !inSentence(one))
    .map((one) => ({ one, ...box(one) }))
    .filter(({ width, height }) => width < least - 0.1 || height < least - 0.1)
    .map(({ one, width, height }) => `${width.toFixed(1)} x ${height.toFixed(1)}: ${one.outerHTML.slice(0, 160)}`);
}"""
)
PLACES = [
    ("producteur", "/"),
    ("recruteur", "/"),
    ("direction", "/"),
    ("producteur", "/opportunities"),
    ("producteur", "/opportunities > .role-row__link"),
    ("producteur", "/referrals/new"),
    ("producteur", "/referrals"),
    ("producteur", "/referrals > #my-referrals li a"),
    ("recruteur", "/referrals"),
    ("recruteur", "/referrals/board"),
    ("recruteur", "/referrals/board > [data-column=interview] .ticket__who"),
    ("recruteur", "/referrals/board?view=list"),
    ("recruteur", "/referrals/day"),
    ("recruteur", "/producers"),
    ("recruteur", "/producers > main a[href^='/producers/']"),
    ("producteur", "/notifications"),
    ("producteur", "/me"),
    ("admin", "/admin"),
    ("admin", "/admin/people"),
    ("admin", "/admin/log"),
]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(("account", "way"), PLACES)
def test_nothing_that_is_pressed_is_too_small(seat, account, way, viewport):
    path, *links = way.split(" > ")
    page = seat(account, path, viewport=viewport)
    for link in links:
        page.goto(page.locator(link).first.get_attribute("href"))
    assert page.evaluate(SMALL, LEAST) == []


def test_what_is_begun_but_not_sent_is_not_too_small(seat):
    page = seat("producteur", None)
    deeds.keep_draft(page, "Prénom Seulement")
    deeds.ask_contact(page, "Prénom Demandé")
    for path, name in (("/referrals", "Prénom Seulement"), ("/referrals/contacts", "Prénom Demandé")):
        page.goto(path)
        expect(page.locator(".drafts__name", has_text=name).first).to_be_visible()
        for width, height in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(SMALL, LEAST) == [], f"{path} at {width}"


def test_what_is_not_drawn_yet_is_measured_as_it_will_be(seat):
    page = seat("producteur", "/me")
    page.evaluate("""() => {
      const list = Object.assign(document.createElement('ul'), { style: 'margin-top: 200vh' });
      for (const name of ['Un', 'Deux', 'Trois']) {
        const item = document.createElement('li');
        item.style = 'content-visibility: auto; contain-intrinsic-size: 20px; position: relative';
        item.append(document.createElement('button'));
        Object.assign(item.firstChild, { textContent: name, style: 'width: 40px; height: 40px' });
        list.append(item);
      }
      document.querySelector('main').append(list);
    }""")
    page.evaluate(STILL)
    heights = page.locator("main > ul li").evaluate_all("items => items.map(item => item.offsetHeight)")
    assert heights == [20, 20, 20], "none of them is drawn"
    check_axe(page)
