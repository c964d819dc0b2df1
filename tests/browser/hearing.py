"""What a screen says aloud and where its focus is, written down while a test goes on."""

from __future__ import annotations

from playwright.sync_api import Page

LISTEN = """() => {
  window.said = {"say-mine": [], "say-others": []};
  window.glowed = [];
  for (const id of Object.keys(window.said)) {
    const region = document.getElementById(id);
    new MutationObserver(() => { if (region.textContent) window.said[id].push(region.textContent); })
      .observe(region, { childList: true, characterData: true, subtree: true });
  }
  new MutationObserver((changes) => changes.forEach(({ target }) => {
    if (target.classList?.contains("is-fresh") && target.id) window.glowed.push(target.id);
  })).observe(document.body, { subtree: true, attributeFilter: ["class"] });
}"""
AT_REST = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  do { await frame(); await frame(); } while (document.querySelector(".is-travelling, .htmx-request, [data-sending]"));
}"""


def listen(page: Page) -> None:
    """From now on, `said(page, region)` and `glowed(page)` know what came."""
    page.evaluate(LISTEN)


def said(page: Page, region: str = "say-mine") -> list[str]:
    """What this live region has said since `listen`."""
    return page.evaluate("region => window.said[region]", region)


def wait_until_said(page: Page, words: str, region: str = "say-mine") -> None:
    """Until one of the announcements of this region holds these words."""
    page.wait_for_function(
        "([region, words]) => window.said[region].some((one) => one.includes(words))", arg=[region, words]
    )


def glowed(page: Page) -> list[str]:
    """The ids of what has glowed since `listen`."""
    return page.evaluate("window.glowed")


def rest(page: Page) -> None:
    """Until nothing is on its way any more: no answer, no card."""
    page.evaluate(AT_REST)


def focused(page: Page) -> str:
    """The element that has the focus: its id, else its class or name."""
    return page.evaluate(
        "(({ id, className, tagName }) => `${tagName.toLowerCase()} ${id || className}`)(document.activeElement)"
    )
