"""One thread per process that follows the signal rows and wakes the streams of their audience.

SQLite: new rows are looked for every 100 ms. PostgreSQL: NOTIFY is the bell, the rows are the truth. Ids can
commit out of order there, so every id that was skipped is asked for again until it comes or 60 s have passed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from functools import partial

from portal.activity.kinds import END_STREAMS
from portal.core.db import db
from portal.live import signals
from portal.live.bell import bell_of

log = logging.getLogger(__name__)

GAP_PATIENCE = 60.0


class Follower:
    """Reads each signal exactly once, in whatever order the transactions committed. No thread of its own."""

    def __init__(self, start: int):
        self.last = start
        self._gaps: dict[int, float] = {}

    def read(self, now: float) -> list[tuple[int, str, str]]:
        """The signals that became visible since the last call; `now` in seconds of any steady clock."""
        self._gaps = {gap: until for gap, until in self._gaps.items() if until > now}
        rows = signals.after(self.last, self._gaps)
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
        self._waiting: deque[tuple[int, str]] = deque()
        self._bell = threading.Event()

    def tell(self, ident: int, topic: str) -> None:
        """Queue a signal and wake the response; `END_STREAMS` ends it instead.

        So does a full queue: the browser comes back and reads what it missed by its last id.
        """
        if topic == END_STREAMS or len(self._waiting) == signals.MOST_AT_ONCE:
            self.ended = True
        else:
            self._waiting.append((ident, topic))
        self._bell.set()

    def wait(self, seconds: float) -> list[tuple[int, str]]:
        """The signals that came within `seconds`, at once when there are any."""
        self._bell.wait(seconds)
        self._bell.clear()
        came = []
        while self._waiting:
            came.append(self._waiting.popleft())
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
        """Tell each signal to the streams of its audience."""
        for ident, topic, audience in rows:
            with self._lock:
                streams = list(self._streams.get(audience, ()))
            for stream in streams:
                stream.tell(ident, topic)

    def stop(self) -> None:
        """End every stream now, so that a stopping server does not wait for them."""
        self.stopping = True
        with self._lock:
            streams = {stream for group in self._streams.values() for stream in group}
        for stream in streams:
            stream.tell(0, END_STREAMS)

    def start(self, app) -> None:
        """Start following, once per process; called by the first stream, so commands never start it."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._follow, args=(app,), name="live-hub", daemon=True)
                self._thread.start()

    def _follow(self, app) -> None:
        with app.app_context(), closing(bell_of()) as bell:
            follower = None
            while not self.stopping:
                if self.should_stop():
                    self.stop()
                    return
                try:
                    follower = follower or Follower(max(0, _fresh(signals.newest_id) - signals.OVERLAP))
                    bell.wait()
                    self.spread(_fresh(partial(follower.read, time.monotonic())))
                    self.heard = follower.last
                except Exception:  # the database went away: say so, and heal when it is back
                    log.exception("the live hub could not read the signals")
                    time.sleep(1)


def _fresh(read: Callable):
    """Call `read` in a transaction of its own, so that it sees what has just been committed."""
    try:
        return read()
    finally:
        db.session.remove()
