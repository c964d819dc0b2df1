"""Languages are declared once, in `portal/config/languages.py`: nothing else names one by its code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.config.languages import CODES

ROOT = Path(__file__).resolve().parents[2]
ALLOWED = {
    "portal/config/languages.py": "the declaration",
    "portal/demo/": "the texts of the demo office, which are written in two languages",
    "portal/producers/profiles.py": "the languages that people speak with clients, also those in which nothing is read",
    "templates/admin/emails/_row.html": "what a mail server answers is English",
}
"""Where a code may stand, by the path or the folder, and why. Migrations keep their text and lie elsewhere."""
_EITHER = "|".join(CODES)
CODE = re.compile(rf"(?:{_EITHER})(?:[-_][A-Za-z]+)?")
ENDING = re.compile(rf"\w+[-_](?:{_EITHER})")
IN_TEMPLATES = re.compile(rf"""["'](?:{_EITHER})(?:[-_][A-Za-z]+)?["']|[A-Za-z][-_](?:{_EITHER})(?![\w-])""")
PYTHON = sorted((ROOT / "portal").rglob("*.py"))
MARKUP = sorted(
    path
    for folder, kinds in {"templates": ("html", "txt", "mjml"), "static": ("css", "js")}.items()
    for kind in kinds
    for path in (ROOT / folder).rglob(f"*.{kind}")
    if "vendor" not in path.parts
)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_allowed(path: Path) -> bool:
    return any(shown(path).startswith(place) for place in ALLOWED)


def explanations(tree: ast.AST) -> set[ast.AST]:
    """The strings that only explain."""
    said = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    return {value for value in said if isinstance(value, ast.Constant)}


def codes_in(source: str) -> Iterator[str]:
    """The codes of languages in Python, and the names that end in one."""
    tree = ast.parse(source)
    explains = explanations(tree)
    for node in ast.walk(tree):
        if node in explains:
            continue
        text = str(node.value) if isinstance(node, ast.Constant) else ""
        if CODE.fullmatch(text):
            yield text
        names = (getattr(node, name, None) for name in ("id", "attr", "arg", "name"))
        yield from (name for name in (text, *names) if ENDING.fullmatch(str(name)))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('x = "fr"', ["fr"]),
        ('x = "en_CA"', ["en_CA"]),
        ("role.title_fr", ["title_fr"]),
        ("Role(body_en='')", ["body_en"]),
        ('getattr(role, "sort_en")', ["sort_en"]),
        ('def f():\n    """`title_fr`"""\n    return "français"', []),
        ("FRENCH, open_end, 'friend', 'end'", []),
    ],
)
def test_what_is_a_code(source, found):
    assert list(codes_in(source)) == found


def test_no_language_is_named_in_the_code():
    found = {shown(path): sorted(set(codes_in(path.read_text("utf-8")))) for path in PYTHON if not is_allowed(path)}
    assert {path: codes for path, codes in found.items() if codes} == {}


def test_no_language_is_named_in_templates_and_styles():
    found = {shown(path): IN_TEMPLATES.findall(path.read_text("utf-8")) for path in MARKUP if not is_allowed(path)}
    assert {path: codes for path, codes in found.items() if codes} == {}


def test_every_exception_is_needed():
    texts = {place: [path for path in (*PYTHON, *MARKUP) if shown(path).startswith(place)] for place in ALLOWED}
    needless = [
        place
        for place, paths in texts.items()
        if not any(
            list(codes_in(text)) if path.suffix == ".py" else IN_TEMPLATES.findall(text)
            for path in paths
            for text in [path.read_text("utf-8")]
        )
    ]
    assert needless == []
