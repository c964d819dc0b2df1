"""No test holds up the others without end: it fails, and says where it and every thread stood."""

from __future__ import annotations

import faulthandler
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

MOST = 240.0
"""Seconds for one test, its fixtures too, on the busiest machine: the longest takes some twenty on a quiet one.

Who waits in C, where Python can't interrupt, is ended a minute later by `faulthandler_timeout` of pyproject.toml,
with the whole process.
"""


@contextmanager
def at_most(seconds: float, name: str) -> Iterator[None]:
    """Fail the test of this name when the block lasts longer; to be entered in the main thread only."""

    def give_up(_number, _frame) -> None:
        faulthandler.dump_traceback(2)
        pytest.fail(f"{name} did not end within {seconds:g} seconds")

    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    before = signal.signal(signal.SIGALRM, give_up)
    outer, _interval = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, outer)
        signal.signal(signal.SIGALRM, before)
