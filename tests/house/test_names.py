"""Names can be searched: a public function says what it does to what, and a docstring names its arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PORTAL = Path(__file__).parents[2] / "portal"
STANDARD = {
    "admins", "application", "apply", "cached", "composes", "gettext", "main", "only", "public", "record", "utcnow",
}  # fmt: skip
"""What the field calls so: the starts of programs, `gettext` and the clock; the one door for a referral's state and the
one for the log; what a function or a route declares of itself, read as `@composes(…)`, `@public`."""
PLAIN_VIEWS = {
    "accept", "alive", "change", "consents", "create", "demo", "edit", "index", "letter", "letters", "log", "new",
    "outcomes", "palette", "ready", "retry", "sent", "show", "stream", "submit",
}  # fmt: skip
"""Pages and deeds of a blueprint, which are met with its name before them: `producers.show`."""


@cache
def modules() -> list[tuple[str, ast.Module]]:
    """Every module of the portal, by its path."""
    return [
        (str(path.relative_to(PORTAL)), ast.parse(path.read_text("utf-8"))) for path in sorted(PORTAL.rglob("*.py"))
    ]


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every public function of a module, with the file where it is."""
    for file, tree in modules():
        yield from ((file, each) for each in tree.body if isinstance(each, ast.FunctionDef) and each.name[0] != "_")


def constructors() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every public class method, with the file where it is."""
    for file, tree in modules():
        for kind in (each for each in tree.body if isinstance(each, ast.ClassDef)):
            for each in kind.body:
                if isinstance(each, ast.FunctionDef) and "classmethod" in map(ast.unparse, each.decorator_list):
                    yield file, each


def is_view(function: ast.FunctionDef) -> bool:
    """Whether a route leads to it."""
    return any(said.startswith("bp.") or said == "public" for said in map(ast.unparse, function.decorator_list))


def test_no_public_function_is_a_bare_word():
    """`drafts.find_draft`, not `drafts.find`: a name without its object can't be searched for."""
    bare = [(file, each) for file, each in functions() if "_" not in each.name]
    assert not {
        (file, each.name) for file, each in bare if each.name not in (PLAIN_VIEWS if is_view(each) else STANDARD)
    }


def test_no_class_is_made_by_a_bare_word():
    """`Filters.from_address`, not `Filters.read`."""
    assert not {
        (file, each.name) for file, each in constructors() if each.name in {"of", "read", "make", "take", "find"}
    }


def test_the_exceptions_are_met():
    """An exception that nothing needs any more is taken out."""
    assert {each.name for _file, each in functions() if is_view(each)} >= PLAIN_VIEWS
    assert {each.name for _file, each in functions() if not is_view(each)} >= STANDARD


def test_a_docstring_names_the_arguments():
    """Of three or more, at most one is left to be guessed. `by` and `now` mean the same everywhere (STYLE.md).

    What a route or a command takes stands in its address, what a reader of the log takes in `activity/log.py`.
    """
    unnamed = {}
    for file, each in functions():
        if (
            is_view(each)
            or each.name == "on_activity"
            or "click.command" in " ".join(map(ast.unparse, each.decorator_list))
        ):
            continue
        names = [arg.arg for arg in (*each.args.posonlyargs, *each.args.args, *each.args.kwonlyargs)]
        words = set(re.findall(r"\w+", ast.get_docstring(each) or "")) | {"by", "now"}
        left = [name for name in names if name.strip("_") not in words]
        if len(names) >= 3 and len(left) >= 2:
            unnamed[file, each.name] = left
    assert not unnamed
