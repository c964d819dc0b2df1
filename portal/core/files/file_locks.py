"""Locks between processes, held on a file. The system frees them with their holder, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Held(Exception):
    """Somebody else holds the lock."""


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Wait until nobody else is between here and the end of the block; `path` is made, in a folder that may be made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _opened(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def take_lock(path: Path, *, together: bool) -> IO[bytes]:
    """Hold the lock of `path`, `together` with others who do or alone, until the result is closed or the process ends.

    Raises Held at once when others stand in the way.
    """
    lock = _opened(path)
    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if together else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Held from None
    return lock


def _opened(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
