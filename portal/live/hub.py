"""One thread per process that follows the signal rows and wakes the streams of their audience.

A bell says that there may be new rows, and the rows are the truth. On PostgreSQL ids can commit out of order, so
every id that was skipped is asked for again until it comes or 60 s have passed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from queue import Empty, SimpleQueue

from portal.activity.event_types import END_STREAMS
from portal.core.db import db
from portal.live import signals
from portal.live.listener import channel_of

log = logging.getLogger(__name__)

GAP_PATIENCE = 60.0
TOGETHER, EACH = 16, 0.0003
"""So many streams are woken at once, at a pace of so many seconds for each: hundreds of threads that want to run at the
same moment would keep a page waiting until the last of them has."""
MOST_UNREAD = 200
"""How often a stream is told something before it has to have listened."""


class RanBackwards(Exception):
    """The newest number is lower than one that was read: the database lost its last signals, or is another one."""


class Follower:
    """Reads each signal exactly once, in whatever order the transactions committed. No thread of its own."""

    def __init__(self, start: int):
        self.last = start
        self._gaps: dict[int, float] = {}

    def read(self, now: float) -> list[tuple[int, str, str]]:
        """The signals that became visible since the last call; `now` in seconds of any steady clock.

        Raises RanBackwards.
        """
        self._gaps = {gap: until for gap, until in self._gaps.items() if until > now}
        rows = signals.signals_after(self.last, self._gaps)
        if not rows and signals.newest_id() < self.last:
            raise RanBackwards
        for ident, _topic, _audience in rows:
            self._gaps.pop(ident, None)
            if ident > self.last:
                self._gaps |= dict.fromkeys(range(self.last + 1, ident), now + GAP_PATIENCE)
                self.last = ident
        return rows


class Stream:
    """What one open stream still has to say; filled by the hub, emptied by the response's thread."""

    def __init__(self, audiences: frozenset[str]):
        self.audiences = audiences
        self.ended = False
        self._told: SimpleQueue[list[tuple[int, str]]] = SimpleQueue()

    def tell(self, came: list[tuple[int, str]]) -> None:
        """Queue the (id, topic) of signals and wake the response; `END_STREAMS` among them ends it instead.

        So does a full queue: the browser comes back and reads what it missed by its last id.
        """
        if self.ended:
            return
        if self._told.qsize() == MOST_UNREAD or any(topic == END_STREAMS for _ident, topic in came):
            self.ended = True
        self._told.put(came)

    def wait(self, seconds: float) -> list[tuple[int, str]]:
        """The signals that came within `seconds`, at once when there are any."""
        try:
            came = [*self._told.get(timeout=seconds)]
            while not self._told.empty():
                came += self._told.get()
        except Empty:
            return []
        return came


class Hub:
    """The streams of this process by audience, and the thread that feeds them."""

    def __init__(self, most_streams: int):
        self.most_streams = most_streams
        self.stopping = False
        self.should_stop: Callable[[], bool] = lambda: False
        self.heard: int | None = None
        """The last signal that this process knows of; None before its first stream."""
        self._streams: dict[str, set[Stream]] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def open(self, audiences: frozenset[str]) -> Stream | None:
        """A new stream of these audiences; None when the process is full or stopping."""
        with self._lock:
            if self._count >= self.most_streams or self.stopping:
                return None
            self._count += 1
            stream = Stream(audiences)
            for audience in audiences:
                self._streams.setdefault(audience, set()).add(stream)
            return stream

    def close(self, stream: Stream) -> None:
        """Forget a stream."""
        with self._lock:
            self._count -= 1
            for audience in stream.audiences:
                self._streams.get(audience, set()).discard(stream)
                if not self._streams.get(audience):
                    self._streams.pop(audience, None)

    @property
    def count(self) -> int:
        """How many streams are open in this process."""
        return self._count

    def spread(self, rows: list[tuple[int, str, str]]) -> None:
        """Tell each stream what its audiences must hear of these signals, all in one go."""
        told: dict[Stream, list[tuple[int, str]]] = {}
        with self._lock:
            for ident, topic, audience in rows:
                for stream in self._streams.get(audience, ()):
                    told.setdefault(stream, []).append((ident, topic))
        began = time.monotonic()
        for number, (stream, came) in enumerate(told.items(), 1):
            stream.tell(came)
            if number % TOGETHER == 0:
                time.sleep(max(0.0, began + number * EACH - time.monotonic()))

    def stop(self) -> None:
        """End every stream now, so that a stopping server does not wait for them."""
        self.stopping = True
        self.end_all()

    def end_all(self) -> None:
        """End every stream that is open: the browsers come back with the last number that they heard."""
        with self._lock:
            streams = {stream for group in self._streams.values() for stream in group}
        for stream in streams:
            stream.tell([(0, END_STREAMS)])

    def start(self, app) -> None:
        """Start following, once per process; called by the first stream, so commands never start it."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._follow, args=(app,), name="live-hub", daemon=True)
                self._thread.start()

    def _follow(self, app) -> None:
        with app.app_context(), closing(channel_of()) as bell:
            follower, behind = None, True
            while not self.stopping:
                if self.should_stop():
                    self.stop()
                    return
                try:
                    follower = follower or Follower(max(0, _fresh(signals.newest_id) - signals.OVERLAP))
                    if bell.wait() or behind:
                        behind = True  # a bell rings once: should reading fail, it is tried again
                        rows = _fresh(partial(follower.read, time.monotonic()))
                        behind = len(rows) >= signals.MOST_AT_ONCE
                        self.spread(rows)
                        self.heard = follower.last
                except RanBackwards:
                    log.warning("the numbers of the signals ran backwards: every stream begins anew")
                    follower = None
                    self.end_all()
                except Exception:  # the database went away: say so, and heal when it is back
                    log.exception("the live hub could not read the signals")
                    time.sleep(1)


def _fresh(read: Callable):
    """Call `read` in a transaction of its own, so that it sees what has just been committed."""
    try:
        return read()
    finally:
        db.session.remove()
