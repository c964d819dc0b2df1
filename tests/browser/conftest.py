"""Seats in the demo office: who has signed in once need not type the password again; and a room of four screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import deeds
from tests.browser.screens import Room
from tests.support.server import Server

_kept: dict[tuple[str, str], dict] = {}
"""The cookies of an account at a server, of this worker."""


@pytest.fixture
def cookies_of(signed_in: Callable[..., Page], live_server: Server) -> Callable[[str], dict]:
    """`cookies_of('recruteur')`: the storage state of a browser in which this demo account is signed in."""

    def cookies(account: str) -> dict:
        key = (live_server.url, account)
        if key not in _kept:
            page = signed_in(f"{account}@demo.example.com")
            _kept[key] = page.context.storage_state()
            page.context.close()
        return _kept[key]

    return cookies


@pytest.fixture
def seat(new_page: Callable[..., Page], cookies_of: Callable[[str], dict], live_server: Server) -> Callable[..., Page]:
    """`seat('recruteur', '/referrals/board', lang='fr', viewport=DESK, **options) -> Page`.

    A browser in which this demo account is signed in, at this place; at none yet where the path is None. Each call
    is another browser (a context of its own) in the same session: nobody signs out of it.
    """

    def take(account: str, path: str | None = "/", lang: str = "fr", **options) -> Page:
        page = new_page(lang=lang, storage_state=cookies_of(account), **options)
        page.context.add_cookies([{"name": "lang", "value": lang, "url": live_server.url}])
        if path is not None:
            page.goto(path)
        return page

    return take


@pytest.fixture
def room(seat) -> Callable[..., Room]:
    """`room('Name', stage='received', **options)`: four screens around a new referral; recruiters with options."""

    def open_room(name: str, stage: str = "received", **options) -> Room:
        story, rosalie = seat("producteur", None), seat("recruteur", None, lang="en", **options)
        number = deeds.introduce(story, name)
        if stage != "awaiting_consent":
            deeds.agree(rosalie, number)
        if stage not in ("awaiting_consent", "received"):
            deeds.move(rosalie, number, stage)
        mine = story.context.new_page()
        mathis = seat("mathis.cote", "/referrals/board", **options)
        rosalie.goto("/referrals/board")
        story.goto(f"/referrals/{number}")
        mine.goto("/referrals")
        for page in (rosalie, mathis, story, mine):
            expect(page.locator("#live-indicator")).to_have_attribute("data-state", "live")
            page.evaluate("window.here = 'still'")
        return Room(number, rosalie, mathis, story, mine)

    return open_room
