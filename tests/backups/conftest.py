"""A backup, and an empty machine to bring it back on."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from portal.backups import backup, postgresql, sqlite
from portal.config import Settings
from portal.core.db import utcnow
from tests import people
from tests.support import postgres

numbers = count(1)
"""For the databases that these tests make; they go with their server."""


@pytest.fixture
def empty_machine(committed, tmp_path) -> Settings:
    """Settings of a machine where nothing is yet, with the same secret key."""
    before = committed.config["SETTINGS"]
    url = before.database_url and postgres.another(before.database_url, f"again_{next(numbers)}")
    return replace(before, data_dir=tmp_path / "again", database_url=url)


@pytest.fixture
def kept(committed, tmp_path) -> Path:
    """A backup."""
    people.gather()
    backup.back_up(committed.config["SETTINGS"], tmp_path / "kept", utcnow())
    return backup_in(tmp_path / "kept")


def backup_in(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if path.suffix in (sqlite.SUFFIX, postgresql.SUFFIX))
