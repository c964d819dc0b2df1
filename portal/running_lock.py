"""Who uses the database: a portal marks that it runs, so that nothing replaces the file under it.

The mark is a lock of the system: it ends with the last process that holds it, however that ends. PostgreSQL needs
none, since a backup only comes back into an empty database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from portal.config import OperatorError, Settings
from portal.core.files import file_locks

_held: list[IO[bytes]] = []
"""What this process holds until it ends."""


def mark_running(settings: Settings) -> None:
    """From now on until it ends, this process runs the portal. Raises OperatorError while a backup comes back."""
    if lock := _lock(settings):
        try:
            _held.append(file_locks.take_lock(lock, together=True))
        except file_locks.Held:
            raise OperatorError("A backup is being brought back: start Relais when that is done.") from None


@contextmanager
def keep_stopped(settings: Settings) -> Iterator[None]:
    """Keep every portal from starting on this database. Raises OperatorError while one runs."""
    lock = _lock(settings)
    if lock is None:
        yield
        return
    try:
        held = file_locks.take_lock(lock, together=False)
    except file_locks.Held:
        raise OperatorError("The portal runs on this database: stop it first.") from None
    with held:
        yield


def _lock(settings: Settings) -> Path | None:
    file = settings.database_file
    if file is None:
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.with_name(f".{file.name}.lock")
