"""What Relais builds in every data folder, built once by each process of the tests and laid into new ones."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from portal.web import assets
from portal.web.i18n import locale


def lay_into(folder: Path) -> None:
    """Give the data folder its static files and its catalogue: compressing them takes longer than most tests."""
    for path, content in _files().items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


@cache
def _files() -> dict[Path, bytes]:
    with tempfile.TemporaryDirectory(prefix="relais-built-") as place:
        folder = Path(place)
        assets.build_assets(folder / "static")
        locale.merge_catalogues(folder / "translations")
        found = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"]
        return {path.relative_to(folder): path.read_bytes() for path in found}
