"""Whatever asks the server says what becomes of a second request: htmx keeps the first by itself and drops the last."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
TAG = re.compile(r'<[a-z][a-z-]*\b[^<>]*?\bhx-(?:get|post|put|patch|delete)="[^<]*?>', re.DOTALL)
GIVEN = re.compile(r'\{[^{}]*"hx-(?:get|post|put|patch|delete|target)":[^{}]*\}', re.DOTALL)
LIVE = ('hx-trigger="live', "once")
"""A signal that comes while a part is fetched must be heard after it, which is what htmx does by itself."""


def asking() -> list[tuple[str, str]]:
    """(template, element) of all that asks when somebody types, chooses or presses."""
    found = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text("utf-8")
        parts = [part for part in TAG.findall(text) if not any(mark in part for mark in LIVE)]
        given = [part for part in GIVEN.findall(text) if "hx-target" in part]
        found += [(str(path.relative_to(TEMPLATES)), part) for part in parts + given]
    return found


def test_whatever_asks_has_a_place_in_a_waiting_line():
    found = asking()
    assert len(found) > 35
    assert not [f"{path}: {part[:90]}" for path, part in found if "hx-sync" not in part]


def test_what_changes_something_drops_a_second_press_and_what_asks_replaces_the_first():
    wrong = [
        f"{path}: {part[:90]}"
        for path, part in asking()
        if part.startswith("<form") and ("hx-post" in part) != ('hx-sync="this:drop' in part)
    ]
    assert not wrong, "\n".join(wrong)
