"""The folder that keeps everything: what it may not be, who may read it, and the secret key in it."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from portal.config.errors import BadSetting

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("portal", "static", "templates", "migrations", "tests", "bench", "bin", "docs", ".git", ".venv", ".tools")
OWN = ("relais.sqlite", ".relais.sqlite", "secret_key", "static", "translations")
"""What the names of all that Relais keeps in its folder begin with."""


def make_ready(folder: Path) -> None:
    """Make `folder` when it is not there, and close it to others when it holds nothing of theirs.

    Raises BadSetting when it is where the sources are, is open to everybody, or can't be written.
    """
    place = folder.resolve()
    if ROOT.is_relative_to(place) or any(place.is_relative_to(ROOT / part) for part in SOURCES):
        raise BadSetting(f"RELAIS_DATA_DIR: {place} holds the sources of Relais. Name a folder of its own.")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise BadSetting(f"RELAIS_DATA_DIR: {place} can’t be a folder, because a file is there.") from None
    except OSError as error:
        raise BadSetting(f"RELAIS_DATA_DIR: {place} can’t be made ({error.strerror}).") from None
    if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        raise BadSetting(f"RELAIS_DATA_DIR: {place} can’t be written by this account.")
    known = place.stat()
    if known.st_mode & stat.S_ISVTX:
        raise BadSetting(f"RELAIS_DATA_DIR: {place} belongs to everybody. Name a folder of its own.")
    if known.st_uid == os.geteuid() and all(entry.name.startswith(OWN) for entry in place.iterdir()):
        place.chmod(0o700)


def keep_private(database: Path) -> None:
    """Let nobody but its owner read this SQLite file, made when it is not there, and its log. Raises OSError.

    One that is there is never opened: to close it again would free what SQLite has locked.
    """
    if not database.exists():
        with suppress(FileExistsError):
            os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    for file in (database, *(database.with_name(database.name + ending) for ending in ("-wal", "-shm"))):
        if file.exists() and file.stat().st_uid == os.geteuid():
            file.chmod(0o600)


def kept_key(folder: Path) -> str:
    """The key of this folder, made once: restarting signs nobody out. Raises BadSetting."""
    path = folder / "secret_key"
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text("ascii").strip()
    except (OSError, UnicodeError) as error:
        raise BadSetting(f"The secret key in {path} can’t be read ({error}).") from None
    if not key:
        raise BadSetting(f"{path} is empty: put the key back that was in it. Under a new one candidates’ links end.")
    return key


def _make_key(path: Path) -> None:
    """Whole or not at all, and the same for whoever comes at the same time."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            new.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
