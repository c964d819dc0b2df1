"""Real people at real screens: Chromium driven by Playwright, watched for everything that must not happen."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.support import programs
from tests.support.server import Server

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
]  # fmt: skip
DESK, PHONE = (1280, 800), (390, 844)
PATIENCE = 20_000
"""What a test waits before it says that something does not come, in ms: no promise, those are measured apart."""
DEMO_PASSWORD = "demo-relais-2026"
# Asked-for refusals (409, 422…) are also "errors" of Chromium's console; server errors are counted by status.
REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of 4(01|03|04|09|22|29)\b")
REPORT_VIOLATIONS = """document.addEventListener('securitypolicyviolation', event =>
  console.error(`CSP refused ${event.violatedDirective}: ${event.blockedURI} in ${event.sourceFile}`))"""
NEEDED = {"document", "stylesheet", "script", "font", "image"}

expect.set_options(timeout=PATIENCE)


class Watch:
    """What went wrong on any page of a test. A test that provokes a fault on purpose calls `forgive`."""

    def __init__(self, home: str) -> None:
        self._home = urlsplit(home).netloc
        self.faults: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Look at every page of this context, those that will be opened too."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def forgive(self, words: str, on: Page | None = None) -> None:
        """Drop the faults that contain these words; there must be one, or come soon `on` this page."""
        until = time.monotonic() + PATIENCE / 1000
        while on and time.monotonic() < until and not any(words in fault for fault in self.faults):
            on.wait_for_timeout(20)
        kept = [fault for fault in self.faults if words not in fault]
        assert len(kept) < len(self.faults), f"nothing to forgive: {words!r} is not in {self.faults}"
        self.faults = kept

    def _console(self, message) -> None:
        if message.type == "error" and not REFUSAL.search(message.text):
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _request(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != self._home:
            self.faults.append(f"request to another host: {request.url}")

    def _response(self, response) -> None:
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind in NEEDED - {"document"}):
            self.faults.append(f"{response.status} for {kind} {response.url}")


def launched(program: Path | None, playwright: Playwright) -> Browser:
    """Start this Chromium; fails the test where it is not here."""
    if program is None:
        pytest.fail(
            "Chromium is not here: apt-get install chromium-headless-shell chromium, or WITHOUT=browser bin/test"
        )
    headless = not os.environ.get("HEADED")
    return playwright.chromium.launch(executable_path=program, args=ARGUMENTS, headless=headless)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers of this worker."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser process per worker, without windows."""
    browser = launched(programs.browser(), playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_chromium(playwright: Playwright) -> Iterator[Browser]:
    """The one that people have, for tests marked `whole_browser`."""
    browser = launched(programs.whole_browser(), playwright)
    yield browser
    browser.close()


@pytest.fixture
def watch(live_server: Server) -> Iterator[Watch]:
    """Fails the test on any console error, page error, CSP report, 5xx or request to another host."""
    watch = Watch(live_server.url)
    yield watch
    assert not watch.faults, "\n".join(watch.faults)


@pytest.fixture
def new_page(request: pytest.FixtureRequest, live_server: Server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """`new_page(lang='fr', viewport=DESK, **options)`: a stranger's screen, in a browser of their own.

    Motion is reduced, which costs a busy machine less, but in tests marked `motion`, which try what most people have.
    """
    contexts: list[BrowserContext] = []
    whole = request.node.get_closest_marker("whole_browser")
    browser = request.getfixturevalue("whole_chromium" if whole else "chromium")

    def open_page(lang: str = "fr", viewport: tuple[int, int] = DESK, **options) -> Page:
        width, height = viewport
        settings = {
            "reduced_motion": "no-preference" if request.node.get_closest_marker("motion") else "reduce",
            "locale": f"{lang}-CA",
            "timezone_id": "America/Toronto",
            **options,
        }
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": height}, **settings)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def signed_in(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """`signed_in(email, lang='fr', viewport=DESK) -> Page`: someone of the demo office, at home."""

    def sign_in(email: str, lang: str = "fr", password: str = DEMO_PASSWORD, **options) -> Page:
        page = new_page(lang=lang, **options)
        page.goto(f"/sign-in?lang={lang}")
        page.locator("input[name=email]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(re.compile(r"^(?!.*/sign-in)"))
        if page.locator("html").get_attribute("lang") != lang:
            page.goto(f"/?lang={lang}")
        expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{lang}"))
        return page

    return sign_in
