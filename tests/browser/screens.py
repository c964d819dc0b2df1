"""Several screens around one referral, each with its own person in front of it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

LIVE = 20_000
"""What a test waits for another screen before it says that nothing comes, in ms; how soon it comes: promises.py."""


@dataclass
class Room:
    """Four screens that show one referral: two recruiters' boards, its referrer's page and list."""

    referral: int
    rosalie: Page
    mathis: Page
    story: Page
    mine: Page

    def card(self, page: Page) -> Locator:
        return page.locator(f"#referral-{self.referral}")

    def expect_everywhere(self, stage: str, timeout: int = LIVE) -> None:
        """On both boards, on the referrer's page and list, each within `timeout` ms."""
        for board in (self.mathis, self.rosalie):
            column = board.locator(f"[data-column={stage}] #referral-{self.referral}")
            expect(column).to_have_attribute("data-stage", stage, timeout=timeout)
        expect(self.story.locator(".side__now")).to_have_attribute("data-stage", stage, timeout=timeout)
        expect(self.card(self.mine)).to_have_attribute("data-stage", stage, timeout=timeout)

    def expect_nobody_reloaded(self) -> None:
        for page in (self.rosalie, self.mathis, self.story, self.mine):
            assert page.evaluate("window.here") == "still", f"{page.url} was loaded again"
