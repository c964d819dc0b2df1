"""What a process keeps in memory instead of making it again. Each cache says how much it holds, and whom it tells of.

What is kept depends on nothing but its key. docs/performance.md lists every cache; no other is made
(`tests/house/test_caches.py`). What tells of candidates is forgotten in every process once one of them is erased.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from flask import Flask, current_app

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

NOBODY, COLLEAGUES, CANDIDATES = "nobody", "colleagues", "candidates"
AGAIN = 60.0
"""Seconds after which candidates are forgotten again: by then no request runs that had read them before the erasure."""
_EXTENSION = "relais-forgetting"

Kept = TypeVar("Kept")


class Cache(NamedTuple):
    """One cache of this process: `most` things (None: as many as there are), which tell of `about`."""

    name: str
    most: int | None
    about: str
    clear: str
    """The name of the method that empties it."""


_known: WeakKeyDictionary[object, Cache] = WeakKeyDictionary()


def cached(
    most: int | None, *, about: str = NOBODY, typed: bool = False, name: str = ""
) -> Callable[[Callable[..., Kept]], _lru_cache_wrapper[Kept]]:
    """Keep what a function returns by its arguments, the `most` that were asked for last (None: all).

    `about`: whom what is kept tells of; `typed`: arguments that are equal but of other types are told apart; `name`:
    of the cache, where the function's own says nothing.
    """

    def kept(function: Callable[..., Kept]) -> _lru_cache_wrapper[Kept]:
        made = lru_cache(most, typed)(function)
        own = name or f"{function.__module__}.{function.__qualname__}".removeprefix("portal.")
        _known[made] = Cache(own, most, about, "cache_clear")
        return made

    return kept


class Shelf(Generic[Kept]):
    """What is kept by a key that is less than what it is made of: the `most` that were asked for last, by database."""

    def __init__(self, name: str, most: int, *, about: str = NOBODY) -> None:
        self.held: OrderedDict[tuple, Kept] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()
        _known[self] = Cache(name, most, about, "clear")

    def find_or_make(self, make: Callable[[], Kept], *key: object) -> Kept:
        """What is kept by `key`, else what `make` returns, which is kept."""
        own = (current_app.config["SETTINGS"].database, *key)
        with self._lock:
            if own in self.held:
                self.held.move_to_end(own)
                return self.held[own]
        made = make()
        with self._lock:
            self.held[own] = made
            while len(self.held) > self._most:
                self.held.popitem(last=False)
        return made

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self.held.clear()


def all_caches() -> list[Cache]:
    """Every cache of this process."""
    return list(_known.values())


def forget_candidates() -> None:
    """Empty every cache of this process that tells of candidates."""
    for made, cache in list(_known.items()):
        if cache.about == CANDIDATES:
            getattr(made, cache.clear)()


class Forgetting:
    """Which erasure this process has followed."""

    def __init__(self) -> None:
        self._mark: str | None = None
        self._again = float("inf")

    def follow(self, mark: str | None, now: float) -> None:
        """Forget candidates when the `mark` of erasures has changed, and once more when AGAIN has passed.

        now: seconds of any steady clock.
        """
        if mark != self._mark:
            self._mark, self._again = mark, now + AGAIN
            forget_candidates()
        elif now > self._again:
            self._again = float("inf")
            forget_candidates()


def follow_erasures(mark: str | None) -> None:
    """This process has read the present `mark` of erasures (`cache_versions.ERASURES`)."""
    current_app.extensions[_EXTENSION].follow(mark, time.monotonic())


def init_app(app: Flask) -> None:
    """Let this app follow erasures."""
    app.extensions[_EXTENSION] = Forgetting()
