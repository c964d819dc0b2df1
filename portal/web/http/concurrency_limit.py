"""How many requests a process works on at once: the others wait for a place, and too many are asked to come again.

A process that works on four pages at once is as fast as one that works on forty, and each is ready sooner. Who finds
the waiting room full hears so at once (503 with Retry-After, what was typed is kept) instead of waiting for minutes:
nothing was begun, so nothing is lost. What a screen asks by itself gives way to what people do. One place is never
given to who may change something: they may all wait for a lock of the database, and who only reads goes on meanwhile.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask, current_app, g, request

from portal.web import errors
from portal.web.http.security import SAFE

AT_ONCE, WAITING, OF_SCREENS = 4, 16, 8
"""Requests that are worked on together, those that may wait, and how many may wait before a screen's own may not."""
OF_WRITERS = AT_ONCE - 1
"""How many of those that are worked on together may change something."""
PATIENCE = 10.0
"""Seconds that a request waits for a place at most: the database may be held by somebody."""
COME_BACK = 3
ALWAYS = frozenset({"health.alive", "health.ready"})


@dataclass(eq=False)
class Guest:
    """Who wants a place: to write (`writes`), or only to read. `called` opens when the place is theirs."""

    writes: bool
    called: threading.Event = field(default_factory=threading.Event)


class WaitingRoom:
    """Places of one process, given in the order of arrival: who leaves hands the place to the first who may have it."""

    def __init__(self, places: int = AT_ONCE, of_writers: int = OF_WRITERS) -> None:
        self._free = places
        self._for_writers = of_writers
        self._waiting: deque[Guest] = deque()
        self._lock = threading.Lock()

    def enter(self, most_before: float, *, writes: bool = False, patience: float | None = PATIENCE) -> bool:
        """Wait up to `patience` seconds (None: for ever) for a place; False, at once, when `most_before` wait already.

        `writes`: for who may change something, which is said again when they leave. They and the others, who need not
        wait for them, are counted apart.
        """
        guest = Guest(writes)
        with self._lock:
            if self._take(guest):
                return True
            if sum(other.writes == writes for other in self._waiting) >= most_before:
                return False
            self._waiting.append(guest)
        return guest.called.wait(patience) or not self._gave_up(guest)

    def _take(self, guest: Guest) -> bool:
        if not self._free or (guest.writes and not self._for_writers):
            return False
        self._free -= 1
        self._for_writers -= guest.writes
        return True

    def _gave_up(self, guest: Guest) -> bool:
        """Leave the line; False when the place was handed over at this very moment."""
        with self._lock:
            if guest not in self._waiting:
                return False
            self._waiting.remove(guest)
            return True

    def leave(self, *, writes: bool = False) -> None:
        """Give the place to the first who waits and may have it."""
        with self._lock:
            self._free += 1
            self._for_writers += writes
            if guest := next(filter(self._take, self._waiting), None):
                self._waiting.remove(guest)
                guest.called.set()


def init_app(app: Flask) -> None:
    """Give each request a place before anything else is done for it, and take it back at its end."""
    app.extensions["relais-waiting-room"] = WaitingRoom()
    app.before_request(_enter)
    app.teardown_request(_leave)


def _enter():
    if request.endpoint in ALWAYS:
        return None
    if _may_write():
        request.form  # noqa: B018 the body is read before a place is taken: a slow line holds nobody up
    by_itself = "Relais-Background" in request.headers
    g.has_place = _room().enter(OF_SCREENS if by_itself else WAITING, writes=_may_write())
    return None if g.has_place else errors.come_again(COME_BACK)


@contextmanager
def give_up_place() -> Iterator[None]:
    """Give the place to others while this request waits for something slow that another process does."""
    had_place = g.get("has_place", False)
    _leave(None)
    try:
        yield
    finally:
        g.has_place = had_place and _room().enter(math.inf, writes=_may_write(), patience=None)


def _leave(_error: BaseException | None) -> None:
    if g.pop("has_place", False):
        _room().leave(writes=_may_write())


def _room() -> WaitingRoom:
    return current_app.extensions["relais-waiting-room"]


def _may_write() -> bool:
    return request.method not in SAFE
