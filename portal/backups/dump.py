"""Backups as files: written whole or not at all, for their owner alone, with a checksum that proves them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType

from portal.backups import Unusable, postgresql, sqlite
from portal.cli import check_known
from portal.config import Settings
from portal.core.files.atomic_files import new_file


def engine_of(settings: Settings) -> ModuleType:
    """How to save, read and bring back such a database: `sqlite` or `postgresql`."""
    return sqlite if settings.database_file else postgresql


def save_dump(settings: Settings, path: Path) -> None:
    """Write the database to `path`, and its checksum beside it as `sha256sum --check` reads it. Raises Unusable."""
    with new_file(path) as part:
        engine_of(settings).save_database(settings, part)
        with new_file(checksum_of(path)) as seal:
            seal.write_text(f"{_sha256(part)}  {path.name}\n", "utf-8")


def check_dump(settings: Settings, path: Path) -> None:
    """Raises Unusable unless `path` is a whole backup of Relais for such a database, just as it was saved.

    Raises UnknownRevision when a newer release made it. Needs the app's context.
    """
    engine, seal = engine_of(settings), checksum_of(path)
    with path.open("rb") as file:
        head = file.read(16)
    if not head.startswith(engine.HEAD):
        raise Unusable(f"{path} is no backup of a database of this kind.")
    if not seal.exists():
        raise Unusable(f"{seal} is missing: copy it from where the backup was made.")
    if _sha256(path) != seal.read_text("utf-8", "replace").partition(" ")[0]:
        raise Unusable(f"{path} is damaged: it is not what {seal.name} says.")
    revision = engine.read_revision(settings, path)
    if revision is None:
        raise Unusable(f"{path} is no backup of Relais.")
    check_known(revision)


def checksum_of(path: Path) -> Path:
    """Where the checksum of the backup at `path` is."""
    return path.with_name(path.name + ".sha256")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
