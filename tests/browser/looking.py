"""Looking at a page as everybody may see it: narrow and wide, light and dark; and what every page owes."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.support.axe import check_axe

WIDTHS = {"narrow": (320, 800), "wide": (1440, 900)}
THEMES = ("light", "dark")
SIDEWAYS = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = [...document.querySelectorAll('body *')].filter(element => element.checkVisibility()
    && element.getBoundingClientRect().right > root.clientWidth + 1);
  return wide.slice(0, 8).map(element => element.outerHTML.slice(0, 120)).concat('page of ' + root.scrollWidth);
}"""


def check_page(page: Page, widths: tuple[str, ...] = ("narrow", "wide"), themes: tuple[str, ...] = THEMES) -> None:
    """Assert that axe finds nothing in any of these looks, and that nothing scrolls sideways at 320 px."""
    kept, faults = page.viewport_size, []
    for width in widths:
        page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
        faults += [f"scrolls sideways, {width}: {fault}" for fault in page.evaluate(SIDEWAYS)]
        for theme in themes:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            faults += _broken(page, f"{width}, {theme}")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size(kept)
    assert not faults, "\n".join(faults)


def _broken(page: Page, look: str) -> list[str]:
    try:
        check_axe(page)
    except AssertionError as error:
        return [f"{look}: {error}"]
    return []
