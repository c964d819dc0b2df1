"""A PostgreSQL database as one file, by `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from portal.backups import Unusable
from portal.config import Settings
from portal.config.database_url import parse_options

SUFFIX, HEAD = ".dump", b"PGDMP"


def save_database(settings: Settings, part: Path) -> None:
    """Dump the database to the file `part` while people work. Raises Unusable."""
    _program("pg_dump", *_of(settings), "--format=custom", "--no-owner", f"--file={part}", secret=_secret(settings))


def read_revision(_settings: Settings, path: Path) -> str | None:
    """The revision of the backup at `path`; None when it is not of Relais. Raises Unusable when it is damaged."""
    if " TABLE public referral " not in _program("pg_restore", "--list", str(path)):
        return None
    told = _program("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(path))
    found = re.search(r"^COPY .*\n(\w+)$", told, re.MULTILINE)
    return found and found[1]


def load_database(settings: Settings, path: Path) -> None:
    """Fill an empty database with the backup at `path`, in one transaction. Raises Unusable."""
    strictly = ("--no-owner", "--single-transaction", "--exit-on-error")
    _program("pg_restore", *_of(settings), *strictly, str(path), secret=_secret(settings))


def _of(settings: Settings) -> tuple[str, ...]:
    """The option that says which database, without its password: `ps` would show it."""
    from psycopg.conninfo import make_conninfo  # ten megabytes that SQLite does without

    told = {name: value for name, value in parse_options(settings.database_url).items() if name != "password"}
    return (f"--dbname={make_conninfo(**told)}",)


def _secret(settings: Settings) -> dict[str, str]:
    password = parse_options(settings.database_url).get("password")
    return {"PGPASSWORD": password} if password else {}


def _program(name: str, *words: str, secret: dict[str, str] | None = None) -> str:
    """What the program says on its standard output."""
    if shutil.which(name) is None:
        raise Unusable(f"{name} is needed: install PostgreSQL’s client programs, of the server’s version or newer.")
    done = subprocess.run([name, *words], env=os.environ | (secret or {}), capture_output=True, text=True)  # noqa: S603 ours
    if done.returncode:
        raise Unusable(f"{name} failed: {done.stderr.strip()}")
    return done.stdout
