"""Imports only go down, and the rooms of one floor don't import each other (architecture.md, Floors)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.layers import CLIMBS, CROWDED, FOLDERS, INSIDE, MOST_FILES

PORTAL = Path(__file__).resolve().parents[2] / "portal"
FLOORS = [
    {"config"},
    {"core"},
    {"jobs", "mail"},
    {"activity", "web"},
    {"accounts", "live", "writing_help"},
    {"offices", "notifications"},
    {"message_templates", "opportunities"},
    {"referrals"},
    {"producers", "privacy"},
    {"candidate_portal"},
    {"admin", "home", "demo"},
    {"running_lock", "cli_errors", "ports", "shutdown"},
    {"navigation"},
    {"blueprints", "schedule", "cli"},
    {"layout"},
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


def folders_below(package: str, folder: str) -> set[str]:
    """The folders of a package that one of them may use."""
    order = FOLDERS.get(package, [])
    number = next((number for number, names in enumerate(order) if folder in names), 0)
    return set().union(*order[:number])


def test_the_folders_of_a_package_import_only_those_below_them():
    wrong = []
    for path in PORTAL.rglob("*.py"):
        parts = path.relative_to(PORTAL).parts
        if len(parts) < 3 or parts[0] in INSIDE:
            continue
        package, folder = parts[:2]
        known = {place.name for place in (PORTAL / package).iterdir() if place.is_dir()}
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = ((getattr(node, "module", None) or "") if isinstance(node, ast.ImportFrom) else "").split(".")
            used = {names[2]} & known if names[:2] == ["portal", package] and len(names) > 2 else set()
            if used - {folder} - folders_below(package, folder):
                wrong.append(f"{path.relative_to(PORTAL)} imports {node.module}")
    assert not wrong, "\n".join(wrong)


def files_of(parent: str) -> dict[str, Path]:
    """The files of a package, by their path below `portal` without `.py`; its own `__init__` is not one."""
    found = (PORTAL / parent).rglob("*.py")
    return {str(path.relative_to(PORTAL).with_suffix("")): path for path in found if path.name != "__init__.py"}


def placed(parent: str, file: str) -> tuple[int, str] | None:
    """(layer, package) of a file, by the longest path in the list that leads to it."""
    below, best, found = file.removeprefix(f"{parent}/"), -1, None
    for number, layer in enumerate(INSIDE[parent]):
        for package, paths in layer.items():
            for path in paths.split():
                if (below == path or below.startswith(f"{path}/")) and len(path) > best:
                    best, found = len(path), (number, package)
    return found


def uses(parent: str, files: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """(file, file that it imports) within a package."""
    for file, path in files.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            module = (getattr(node, "module", None) or "") if isinstance(node, ast.ImportFrom) else ""
            if not f"{module}.".startswith(f"portal.{parent}."):
                continue
            base = module.removeprefix("portal.").replace(".", "/")
            for name in node.names:
                yield from ((file, other) for other in (f"{base}/{name.name}", base) if other in files)


def test_inside_a_package_imports_go_down_the_list_of_its_layers():
    climbs = set()
    for parent in INSIDE:
        files = files_of(parent)
        places = {file: placed(parent, file) for file in files}
        assert not [file for file, place in places.items() if place is None], "these stand in no layer"
        for file, other in uses(parent, files):
            (here, package), (there, used) = places[file], places[other]
            if package != used and there >= here:
                climbs.add((file, other))
    assert climbs == CLIMBS


def test_no_folder_is_too_full():
    full = {}
    for folder in [PORTAL, *(path for path in PORTAL.rglob("*") if path.is_dir())]:
        number = sum(path.name != "__init__.py" for path in folder.glob("*.py"))
        if number > MOST_FILES:
            full[str(folder.relative_to(PORTAL))] = number
    assert full.keys() == CROWDED, full
