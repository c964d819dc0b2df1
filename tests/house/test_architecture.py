"""The list of packages in docs/architecture.md is the tree."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"


def test_every_package_is_in_the_list_and_no_other():
    listed = re.findall(r"^\| \*{0,2}([a-z0-9_/]+)\*{0,2} \| ", PAGE.read_text("utf-8").split("## Three ways")[0], re.M)
    folders = (path.parent.relative_to(ROOT / "portal") for path in (ROOT / "portal").rglob("__init__.py"))
    packages = {str(folder) for folder in folders if str(folder) != "."}
    assert len(listed) == len(set(listed))
    assert set(listed) - {"package"} == packages


def test_every_file_that_it_names_is_there():
    names = re.findall(r"`([a-z_/]+\.py)(?:::([a-z_]+))?`", PAGE.read_text("utf-8"))
    assert len(names) > 20
    for name, verb in names:
        found = [path for top in ("portal", "tests") for path in (ROOT / top).rglob(name.rsplit("/", 1)[-1])]
        files = [path for path in found if path.as_posix().endswith(f"/{name}")]
        assert files, f"{name} is nowhere"
        assert not verb or any(f"def {verb}(" in path.read_text("utf-8") for path in files), f"{name}::{verb}"
