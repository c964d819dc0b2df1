"""What the documentation names is there: files, folders, and functions said as `file.py::function`."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "STYLE.md", *sorted((ROOT / "docs").rglob("*.md"))]
KINDS = ("py", "html", "mjml", "css", "js", "json", "md", "toml", "po", "txt", "lock")
PLACES = ("portal", "templates", "static", "tests", "bench", "bin", "docs", "migrations")
MADE = {"instance/", "relais-ledger.json"}
"""What only a portal that ran has."""
NAMED = re.compile(rf"`((?:[\w.-]+/)*[\w.-]+\.(?:{'|'.join(KINDS)})|(?:[\w.-]+/)+)(?:::(\w+))?`")


@cache
def paths() -> list[str]:
    """Every file and folder of the repository, folders with a slash behind them."""
    found = [each for place in PLACES for each in (ROOT / place).rglob("*") if "__pycache__" not in each.parts]
    there = [str(each.relative_to(ROOT)) + ("/" if each.is_dir() else "") for each in found]
    return [*there, *(f"{place}/" for place in PLACES), *(each.name for each in ROOT.iterdir())]


def named() -> set[tuple[str, str, str | None]]:
    """(page, path, function) of every file and folder that is named between backticks."""
    return {(page.name, *match) for page in PAGES for match in NAMED.findall(page.read_text("utf-8"))}


def test_every_file_that_the_documentation_names_exists():
    names = named()
    assert len(names) > 100
    ends = {name for _page, name, _function in names}
    there = {end for end in ends if any(f"/{path}".endswith(f"/{end}") for path in paths())}
    assert not {(page, name) for page, name, _function in names if name not in there | MADE}


def test_every_name_in_the_glossary_is_one_of_the_code():
    """The third column of the first table of docs/words.md: what a thing is called in `portal/`."""
    table = (ROOT / "docs" / "words.md").read_text("utf-8").partition("## One thing")[0]
    said = {
        name
        for line in table.splitlines()
        if line.startswith("|")
        for name in re.findall(r"`([\w.]+)`", line.split("|")[3])
    }
    code = set(
        re.findall(r"\w+", " ".join([*paths(), *(p.read_text("utf-8") for p in (ROOT / "portal").rglob("*.py"))]))
    )
    assert len(said) > 30
    assert not {name for name in said if not set(name.removesuffix(".py").split(".")) <= code}


def test_every_function_that_the_documentation_names_exists():
    wanted = {(name, function) for _page, name, function in named() if function}
    assert wanted
    for name, function in wanted:
        (file,) = [path for path in paths() if f"/{path}".endswith(f"/{name}")]
        body = ast.parse((ROOT / file).read_text("utf-8")).body
        assert function in {each.name for each in body if isinstance(each, ast.FunctionDef)}, (name, function)
