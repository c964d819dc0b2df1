"""Text twice as large, and screens as narrow as a magnified one: nothing needs scrolling sideways."""

from __future__ import annotations

import pytest

from tests.browser.looking import SIDEWAYS

DESK = (1440, 900)
NARROW = (320, 640)
TWICE = "document.documentElement.style.setProperty('font-size', '200%')"
"""A rem of 32 px by a style of the reader’s own, which leaves media queries as they are: the harder of the two ways."""
WIDER_THAN_ITS_FRAME = """(frame) => {
  const { scrollWidth, clientWidth } = document.querySelector(frame);
  return scrollWidth - clientWidth;
}"""
PLACES = [
    ("producteur", "/"), ("producteur", "/opportunities"), ("producteur", "/referrals/new"),
    ("producteur", "/referrals"), ("recruteur", "/"), ("recruteur", "/referrals"), ("recruteur", "/referrals/board"),
    ("recruteur", "/referrals/board?view=list"), ("recruteur", "/producers"), ("admin", "/admin"),
    ("admin", "/admin/people"),
]  # fmt: skip


@pytest.mark.parametrize(("account", "path"), PLACES)
def test_no_page_is_wider_than_the_screen_when_text_is_twice_as_large(seat, account, path):
    page = seat(account, path, viewport=DESK)
    page.evaluate(TWICE)
    assert page.evaluate(SIDEWAYS) == []


def test_the_list_needs_no_scrolling_sideways_when_text_is_twice_as_large(seat):
    page = seat("recruteur", "/referrals/board?view=list", viewport=DESK)
    page.evaluate(TWICE)
    assert page.evaluate(WIDER_THAN_ITS_FRAME, ".table-frame") <= 0


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_stage_stands_on_a_narrow_screen_without_scrolling_sideways(seat, lang):
    page = seat("recruteur", "/referrals/board", lang=lang, viewport=NARROW)
    assert page.locator(".board__jump").count() > 5
    assert page.evaluate(WIDER_THAN_ITS_FRAME, ".board__jumps") <= 0
