"""The database as one file: SQLite by its own online copy, PostgreSQL by `pg_dump`; both while people work."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from portal.config import OperatorError, Settings

SUFFIXES = {"sqlite": ".sqlite", "postgresql": ".dump"}


class Unusable(OperatorError):
    """The file or the place can't be used; the message says why."""


def kind(settings: Settings) -> str:
    """`sqlite` or `postgresql`."""
    return make_url(settings.database).get_backend_name()


def save(settings: Settings, path: Path) -> None:
    """Write the database to `path`, readable by its owner alone, whole or not at all. Raises Unusable."""
    part = path.with_name(path.name + ".part")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        (_copy if kind(settings) == "sqlite" else _dump)(settings, part)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(path)


def check(settings: Settings, path: Path) -> None:
    """Raises Unusable unless `path` is a backup of such a database that can be read."""
    with path.open("rb") as file:
        head = file.read(16)
    if not head.startswith({"sqlite": b"SQLite format 3", "postgresql": b"PGDMP"}[kind(settings)]):
        raise Unusable(f"{path} is no backup of a {kind(settings)} database.")
    if kind(settings) == "sqlite":
        _prove(path)


def place_of(settings: Settings) -> Path:
    """Where the file of an SQLite database lies."""
    return Path(make_url(settings.database).database)


def load(settings: Settings, path: Path) -> None:
    """Fill an empty PostgreSQL database with the backup at `path`, in one transaction. Raises Unusable."""
    _program(settings, "pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", str(path))


def remove(path: Path) -> None:
    """Delete an SQLite database and what it keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _copy(settings: Settings, part: Path) -> None:
    source = place_of(settings)
    if not source.exists():
        raise Unusable(f"There is no database at {source}.")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    _prove(part)


def _prove(path: Path) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        try:
            sound = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError:
            sound = False
    if not sound:
        raise Unusable(f"{path} is damaged.")


def _dump(settings: Settings, part: Path) -> None:
    _program(settings, "pg_dump", "--format=custom", "--no-owner", f"--file={part}")


def _program(settings: Settings, name: str, *options: str) -> None:
    if shutil.which(name) is None:
        raise Unusable(f"{name} is needed: install PostgreSQL’s client programs, of the server’s version or newer.")
    address = make_url(settings.database).set(drivername="postgresql")
    secret = {"PGPASSWORD": address.password} if address.password else {}  # not where `ps` shows it
    shown = address.set(password=None).render_as_string()
    done = subprocess.run(  # noqa: S603 ours
        [name, *options, f"--dbname={shown}"], env=os.environ | secret, capture_output=True, text=True
    )
    if done.returncode:
        raise Unusable(f"{name} failed: {done.stderr.strip()}")
