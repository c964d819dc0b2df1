"""An SQLite database as one file, by its own online copy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from portal.backups import Unusable
from portal.config import Settings

SUFFIX, HEAD = ".sqlite", b"SQLite format 3"


def save_database(settings: Settings, part: Path) -> None:
    """Copy the database to the file `part` while people work. Raises Unusable."""
    source = settings.database_file
    if not source.exists():
        raise Unusable(f"There is no database at {source}.")
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        read_revision(settings, part)
    finally:
        _remove(part, "-journal", "-wal", "-shm")


def read_revision(_settings: Settings, path: Path) -> str | None:
    """The revision of the backup at `path`; None when it is not of Relais. Raises Unusable when it is damaged."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
        try:
            sound = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
            tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        except sqlite3.DatabaseError:
            sound = False
        if not sound:
            raise Unusable(f"{path} is damaged.")
        if not {"alembic_version", "referral"} <= tables:
            return None
        found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        return found and found[0]


def remove_database(path: Path) -> None:
    """Delete an SQLite database and what it keeps beside it."""
    _remove(path, "", "-journal", "-wal", "-shm")


def _remove(path: Path, *endings: str) -> None:
    for ending in endings:
        path.with_name(path.name + ending).unlink(missing_ok=True)
