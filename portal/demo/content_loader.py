"""The texts of the demo, read from `data/*.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from portal.core.caches import cached

FOLDER = Path(__file__).resolve().parent / "data"


@cached(None)
def read_content(name: str) -> dict:
    """The content of `data/<name>.toml`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


@cached(None)
def list_opportunities() -> list[dict]:
    """Every role of the demo, in the order of their files."""
    return [role for path in sorted(FOLDER.glob("roles_*.toml")) for role in read_content(path.stem)["role"]]
