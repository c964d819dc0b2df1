"""A newcomer should know the room of every line: sizes and names (architecture.md, rooms)."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("portal", "tests", "bench", "bin", "static/css", "static/js", "templates")
BANNED = {"util", "utils", "helper", "helpers", "common", "base", "misc", "manager", "service"}
HARD_FILE, HARD_FUNCTION, HARD_TEMPLATE, HARD_LINE = 300, 40, 80, 120
WIDE = {"board", "live"}
"""Scripts that have wider lines today; whoever breaks the last one of them takes its name out."""


def sources(*endings: str) -> list[Path]:
    return [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in endings]


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_file_is_longer_than_300_lines():
    assert not [(str(p), lines(p)) for p in sources(".py", ".css", ".js") if lines(p) > HARD_FILE]


def test_no_template_is_longer_than_80_lines():
    assert not [(str(p), lines(p)) for p in sources(".html") if lines(p) > HARD_TEMPLATE]


def test_no_line_of_a_style_sheet_or_script_is_wider_than_120_characters():
    sheets = {path.stem: path.read_text("utf-8").splitlines() for path in sources(".css", ".js")}
    assert {name for name, text in sheets.items() if max(map(len, text), default=0) > HARD_LINE} == WIDE


def test_no_function_is_longer_than_40_lines():
    long = []
    for path in sources(".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= HARD_FUNCTION:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not long, "\n".join(long)


def test_no_file_has_a_name_that_says_nothing():
    assert not [str(path) for path in sources(".py", ".js") if path.stem in BANNED]


def test_public_functions_say_what_they_promise():
    silent = []
    for path in (ROOT / "portal").rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            named = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if named and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert not silent, "\n".join(silent)


def test_nothing_is_left_for_nobody():
    words = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    assert not [str(p) for p in sources(".py", ".html", ".css") if any(w in p.read_text("utf-8") for w in words)]
