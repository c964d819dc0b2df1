"""A referral's state changes through `transitions.apply` and nowhere else; who may see what is said in `policy`
alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PORTAL = Path(__file__).resolve().parents[2] / "portal"
DOOR, BOARDS = "referrals/stages/transitions.py", "offices/board_versions.py"
STATE = {"stage", "stage_since", "agreed_at", "recruiter_answer", "last_news_at"}
"""Columns that no other table has by these names."""


def called(node: ast.AST) -> str:
    """The bare name of what is called here; "" for whatever is no call."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def written(tree: ast.AST) -> Iterator[str]:
    """The names of attributes that are assigned, of columns that are updated, and of tables that get a row."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        said = called(node)
        if said in ("touch", "values"):
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)
        if said == "StageMove":
            yield said
        if said in ("add_row", "add_rows", "insert") and node.args:
            yield getattr(node.args[0], "id", "")


def writers(names: set[str]) -> set[tuple[str, str]]:
    found = {(str(path.relative_to(PORTAL)), path.read_text("utf-8")) for path in PORTAL.rglob("*.py")}
    return {(path, name) for path, source in found for name in written(ast.parse(source)) if name in names}


def test_nobody_else_writes_the_state_of_a_referral_or_its_story():
    found = writers(STATE | {"StageMove"})
    assert {path for path, _name in found} == {DOOR}
    assert {"stage", "StageMove"} <= {name for _path, name in found}


def test_boards_are_marked_as_changed_in_one_place():
    assert writers({"board_version"}) == {(BOARDS, "board_version")}


def attributes(node: ast.AST) -> set[str]:
    return {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def spelled_anew(source: str) -> bool:
    """Whether an expression says by itself that a name is open, or that a referral is one's own or of one's offices."""
    for node in ast.walk(ast.parse(source)):
        both = isinstance(node, ast.BoolOp | ast.BinOp) or called(node) in ("and_", "where")
        if both and {"opened_at", "erased_at"} <= attributes(node):
            return True
        if called(node) == "or_" and {"referrer_id", "office_id"} <= attributes(node):
            return True
    return False


def test_who_may_see_a_referral_and_when_a_name_is_open_are_said_once():
    found = {str(path.relative_to(PORTAL)) for path in PORTAL.rglob("*.py") if spelled_anew(path.read_text("utf-8"))}
    assert found == {"referrals/record/policy.py"}
