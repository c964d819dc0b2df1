"""Looking at a page as everybody may see it: narrow and wide, light and dark; and what every page owes."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.support.axe import check_axe

WIDTHS = {"narrow": (320, 800), "wide": (1440, 900)}
SIDEWAYS = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = [...document.querySelectorAll('body *')].filter(element => element.checkVisibility()
    && element.getBoundingClientRect().right > root.clientWidth + 1);
  return wide.slice(0, 8).map(element => element.outerHTML.slice(0, 120)).concat('page of ' + root.scrollWidth);
}"""

STILL = """async () => {
  if (!window.still) {  // colours change at once: those of cards that are not rendered would wait for their turn
    window.still = new CSSStyleSheet();
    window.still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets.push(window.still);
  }
  scrollTo(0, 0);  // what a sticky head covers in passing is not too small
  // A browser without a screen now and then draws no frame at all: then a tenth of a second will do.
  const frame = () => Promise.race([new Promise(requestAnimationFrame), new Promise((done) => setTimeout(done, 100))]);
  await frame();
  await frame();
}"""


EVERY = (("narrow", "light"), ("narrow", "dark"), ("wide", "dark"), ("wide", "light"))
TWO = (("narrow", "dark"), ("wide", "light"))
OTHER_TWO = (("narrow", "light"), ("wide", "dark"))


def check_page(page: Page, looks: tuple[tuple[str, str], ...] = EVERY) -> None:
    """Assert that axe finds nothing in any of these looks (width, theme), and that nothing goes sideways."""
    kept, faults = page.viewport_size, []
    motion = "reduce" if page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches") else "no-preference"
    for width, theme in looks:
        page.evaluate(STILL)
        page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.evaluate(STILL)
        faults += [f"{width}, {theme}: goes sideways: {fault}" for fault in page.evaluate(SIDEWAYS)]
        faults += _broken(page, f"{width}, {theme}")
    page.emulate_media(color_scheme="light", reduced_motion=motion)
    page.set_viewport_size(kept)
    assert not faults, "\n".join(faults)


def _broken(page: Page, look: str) -> list[str]:
    try:
        check_axe(page)
    except AssertionError as error:
        return [f"{look}: {error}"]
    return []
