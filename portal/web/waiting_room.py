"""How many requests a process works on at once: the others wait for a place, and too many are asked to come again.

A process that works on four pages at once is as fast as one that works on forty, and each is ready sooner. Who finds
the waiting room full hears so at once (503 with Retry-After, what was typed is kept) instead of waiting for minutes:
nothing was begun, so nothing is lost. What a screen asks by itself gives way to what people do.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g, request

from portal.web import errors

AT_ONCE, WAITING, OF_SCREENS = 4, 16, 8
"""Requests that are worked on together, those that may wait, and how many may wait before a screen's own may not."""
PATIENCE = 10.0
"""Seconds that a request waits for a place at most: the database may be held by somebody."""
FOR_EVER = -1.0
COME_BACK = 3
ALWAYS = frozenset({"health.alive", "health.ready"})


class WaitingRoom:
    """Places of one process, given in the order of arrival: who leaves hands the place to the first who waits."""

    def __init__(self, places: int = AT_ONCE) -> None:
        self._free = places
        self._waiting: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def enter(self, most_before: float, patience: float = PATIENCE) -> bool:
        """Wait up to `patience` seconds for a place; False, at once, when `most_before` wait already."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            if len(self._waiting) >= most_before:
                return False
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        return called.acquire(timeout=patience) or not self._gave_up(called)

    def _gave_up(self, called: threading.Lock) -> bool:
        """Leave the line; False when the place was handed over at this very moment."""
        with self._lock:
            if called not in self._waiting:
                return False
            self._waiting.remove(called)
            return True

    def leave(self) -> None:
        """Give the place to the first who waits."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


def init_app(app: Flask) -> None:
    """Give each request a place before anything else is done for it, and take it back at its end."""
    app.extensions["relais-waiting-room"] = WaitingRoom()
    app.before_request(_enter)
    app.teardown_request(_leave)


def _enter():
    if request.endpoint in ALWAYS:
        return None
    if request.method not in {"GET", "HEAD"}:
        request.form  # noqa: B018 the body is read before a place is taken: a slow line holds nobody up
    by_itself = "Relais-Background" in request.headers
    g.has_place = current_app.extensions["relais-waiting-room"].enter(OF_SCREENS if by_itself else WAITING)
    return None if g.has_place else errors.come_again(COME_BACK)


@contextmanager
def outside() -> Iterator[None]:
    """Give the place to others while this request waits for something slow that another process does."""
    room, had_place = current_app.extensions["relais-waiting-room"], g.get("has_place", False)
    if had_place:
        _leave(None)
    try:
        yield
    finally:
        g.has_place = had_place and room.enter(math.inf, FOR_EVER)


def _leave(_error: BaseException | None) -> None:
    if g.pop("has_place", False):
        current_app.extensions["relais-waiting-room"].leave()
