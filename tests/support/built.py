"""What every app of the tests builds anew, built once by each process of them: files of data folders, templates."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

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


class CompiledTemplates(BytecodeCache):
    """Templates as code, for all apps of this process; Jinja compares the sources."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled before, if it was."""
        if code := self._kept.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = CompiledTemplates()
