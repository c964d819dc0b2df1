"""What axe-core finds on a page, in words that say where to look."""

from __future__ import annotations

from functools import cache
from importlib import resources

from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LAID_OUT = """
  const whole = new CSSStyleSheet();
  whole.replaceSync('* { content-visibility: visible !important; }');
  document.adoptedStyleSheets.push(whole);
"""
"""Lays out what lies off the screen too: the box kept for it is not yet as large as what will be in it."""
RUN = (
    f"async ([root, tags]) => {{{LAID_OUT}"
    + """
  try {
    return await axe.run(root || document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  } finally {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== whole);
  }
}"""
)


@cache
def _source() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text()


def check_axe(page: Page, within: str | None = None, but: tuple[str, ...] = ()) -> None:
    """Assert that the page as it stands (or only `within`) breaks no rule of axe but those in `but`."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_source())
    found = page.evaluate(RUN, [within, TAGS])["violations"]
    broken = [_sentence(rule) for rule in found if rule["id"] not in but]
    assert not broken, f"{len(broken)} rules broken on {page.url}\n" + "\n".join(broken)


def _sentence(rule: dict) -> str:
    lines = [f"- {rule['id']} ({rule['impact']}): {rule['help']}"]
    for node in rule["nodes"][:5]:
        why = " ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
        lines.append(f"    {' '.join(map(str, node['target']))}: {why}\n      {node['html'][:160]}")
    return "\n".join(lines)
