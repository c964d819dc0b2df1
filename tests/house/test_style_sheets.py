"""Colours live in tokens.css alone, every class that a template names is defined, nothing is inline."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?!\")|\b(?:rgb|rgba|hsl|hsla|oklch|oklab|lab|lch|hwb)\(")
INLINE = re.compile(r"""\sstyle=|\son[a-z]+=["']|hx-on|<style|javascript:|hx-vals=["']js:""")


def sheets() -> list[Path]:
    return sorted(CSS.rglob("*.css"))


def test_raw_colours_stand_in_tokens_only():
    wrong = []
    for path in sheets():
        if path.name == "tokens.css":
            continue
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"oklch\(from ", "", text)
        wrong += [f"{path.relative_to(ROOT)}: {found}" for found in RAW_COLOUR.findall(text)]
    assert not wrong, "\n".join(wrong)


def test_every_sheet_is_part_of_the_bundle():
    imported = set(re.findall(r'url\("([^"]+\.css)"\)', (CSS / "app.css").read_text("utf-8")))
    named = {path.relative_to(CSS).as_posix() for path in sheets()} - {"app.css"}
    assert named == imported


def test_every_class_of_the_templates_is_defined():
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", "\n".join(path.read_text("utf-8") for path in sheets())))
    scripts = "\n".join(path.read_text("utf-8") for path in (ROOT / "static" / "js").rglob("*.js"))
    missing = set()
    for path in TEMPLATES:
        for found in re.findall(r'\bclass="([^"]*)"', path.read_text("utf-8")):
            plain = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "\x00", found)
            names = {name for name in plain.split() if "\x00" not in name}
            missing |= {f"{path.relative_to(ROOT)}: {name}" for name in names - styled if name not in scripts}
    assert not missing, "\n".join(sorted(missing))


def test_nothing_is_inline_that_our_policy_refuses():
    wrong = [f"{path.relative_to(ROOT)}: {m}" for path in TEMPLATES for m in INLINE.findall(path.read_text("utf-8"))]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_asked_of_every_element_of_a_page():
    """`:has(*)` makes a browser look at the whole page whenever anything is added: 30 ms on a full board."""
    asked = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in sheets()
        for found in re.findall(r":has\([^{;]*?(?<![\w.)\]-])\*[^{;]*?\)", path.read_text("utf-8"))
    ]
    assert not asked, "\n".join(asked)
