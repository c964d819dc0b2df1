"""Imports only go down, and the rooms of one floor don't import each other (architecture.md, Floors)."""

from __future__ import annotations

import ast
from pathlib import Path

PORTAL = Path(__file__).resolve().parents[2] / "portal"
FLOORS = [
    {"core", "config"},
    {"activity", "web"},
    {"accounts", "live"},
    {"offices", "notifications", "webhooks", "api"},
    {"opportunities"},
    {"referrals"},
    {"producers"},
    {"admin", "insights", "home", "demo"},
    {"running", "terminal", "ports", "stopping"},
    {"rooms", "duties", "commands"},
    {"frame"},
    {"app"},
    {"worker", "backups"},
    {"serve"},
]


def floor_of(room: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal."):
            found.add(node.module.split(".")[1])
        elif isinstance(node, ast.ImportFrom) and node.module == "portal":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("portal.")}
    return found


def test_imports_only_go_down():
    wrong = []
    for path in PORTAL.rglob("*.py"):
        room = path.relative_to(PORTAL).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        for other in imports_of(path) - {room}:
            if floor_of(other) >= floor_of(room):
                wrong.append(f"{path.relative_to(PORTAL)} imports {other}")
    assert not wrong, "\n".join(wrong)


def test_every_room_stands_on_a_floor():
    rooms = {path.name.removesuffix(".py") for path in PORTAL.iterdir() if path.name != "__init__.py"}
    assert {room for room in rooms if room != "__pycache__"} <= set().union(*FLOORS)


def test_wings_of_one_wing_do_not_import_each_other():
    wrong = []
    for path in PORTAL.rglob("*.py"):
        parts = path.relative_to(PORTAL).parts
        if len(parts) < 3:
            continue
        wing, room = parts[:2]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            module = getattr(node, "module", None) if isinstance(node, ast.ImportFrom) else None
            names = (module or "").split(".")
            if names[:2] == ["portal", wing] and len(names) > 3 and names[2] != room:
                wrong.append(f"{path.relative_to(PORTAL)} imports {module}")
    assert not wrong, "\n".join(wrong)
