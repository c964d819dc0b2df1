"""Promises in seconds, held to on a machine that is busy with other tests."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser.screens import LIVE

SECOND = 1_000
"""What a person waits at most until another screen shows what was done, in ms (trust.md)."""
BUSY = 8
"""A second is time for eight plain pages of a busy machine; when it is idle, for sixteen."""


def slowness(page: Page) -> float:
    """How many times slower this machine is at present than one that is merely busy; at least 1."""
    began = time.monotonic()
    page.request.get("/opportunities")
    return max(1.0, (time.monotonic() - began) * BUSY)


@contextmanager
def kept_within(milliseconds: int, page: Page) -> Iterator[None]:
    """Assert that the block takes no longer; where the machine is slow, as much longer as a plain page takes."""
    slow = slowness(page)
    began = time.monotonic()
    yield
    took = (time.monotonic() - began) * 1000
    allowed = milliseconds * max(slow, slowness(page), slowness(page))
    assert took <= allowed, f"{took:.0f} ms, where {allowed:.0f} were allowed"


def wait_for_words(page: Page, place: str, words: str) -> None:
    """Wait until the place, a selector, says so; looks twenty times a second, where `expect` looks ever less often."""
    says = "([place, words]) => document.querySelector(place)?.textContent.includes(words)"
    page.wait_for_function(says, arg=[place, words], polling=50, timeout=LIVE)
