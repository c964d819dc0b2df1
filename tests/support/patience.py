"""No test holds up the others without end: it fails, and says where it and every thread stood."""

from __future__ import annotations

import faulthandler
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

MOST = 240.0
"""Seconds for one test, its fixtures too, on the busiest machine: the longest takes some twenty on a quiet one.

Who waits in C, where Python can't interrupt, is ended a minute later by `faulthandler_timeout` of pyproject.toml,
with the whole process.
"""


def until(happens: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for it; it must come before the tests lose patience."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


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
