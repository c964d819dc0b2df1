"""Sightings that found the database held or without room: no answer waits for them, and none is lost.

They wait in the memory of their process, whose own thread keeps them as soon as it may, also while the process is being
stopped. What a process that is killed takes along was told by number in the log.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from multiprocessing.util import Finalize
from typing import NamedTuple

from flask import Flask
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from portal.core.db import leave_session, unit_of_work

log = logging.getLogger(__name__)
PAUSE = 0.5
GRACE = 8.0
"""Seconds that a stop waits for them: less than the server gives its processes."""


class Noted(NamedTuple):
    """At `at`, somebody (their id) saw at `place` whom these referrals (their ids) are about.

    document: the id of a document that they opened, which is kept each time; 0: none.
    """

    place: str
    actor_id: int
    referrals: frozenset[int]
    at: datetime
    document: int = 0

    @property
    def hour(self) -> int:
        """That of the clock in which it was."""
        return hour_of(self.at)

    @property
    def key(self) -> tuple:
        """What is kept once."""
        return self.place, self.actor_id, self.referrals, self.hour


def hour_of(moment: datetime) -> int:
    """Hours since 1970, of UTC."""
    return int(moment.timestamp()) // 3600


class Late:
    """What waits in this process; a thread, which there is as long as something waits, keeps it with `write`."""

    def __init__(self, app: Flask, write: Callable[[Noted], None]) -> None:
        self._app, self._write = app, write
        self._waiting: deque[Noted] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._at_end: Finalize | None = None

    def put(self, noted: Noted) -> None:
        """Keep it later. What waits already is not put twice."""
        with self._lock:
            if not noted.document and any(other.key == noted.key for other in self._waiting):
                return
            self._waiting.append(noted)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="late-sightings", daemon=True)
                self._thread.start()
                self._at_end = self._at_end or Finalize(None, self._finish, exitpriority=1)
        facts = {"actor": noted.actor_id, "place": noted.place, "referrals": sorted(noted.referrals)}
        log.warning("a sighting waits to be kept", extra=facts)

    def _work(self) -> None:
        with self._app.app_context():
            while self._something_waits():
                kept = self._kept(self._waiting[0])
                with self._lock:
                    if kept:
                        self._waiting.popleft()
                    else:
                        self._waiting.rotate(-1)  # what can't be kept at all holds no other up
                if not kept:
                    time.sleep(PAUSE)

    def _something_waits(self) -> bool:
        """If not, the thread is over."""
        with self._lock:
            if not self._waiting:
                self._thread = None
            return bool(self._waiting)

    def _finish(self) -> None:
        """The process ends: what waits has a last chance."""
        if thread := self._thread:
            thread.join(GRACE)

    def _kept(self, noted: Noted) -> bool:
        try:
            with unit_of_work():
                self._write(noted)
        except IntegrityError:  # one of them was erased meanwhile
            log.warning("a sighting can’t be kept any more", extra={"actor": noted.actor_id})
        except (SQLAlchemyError, TimeoutError):
            return False
        except Exception:
            log.exception("a sighting can’t be kept yet", extra={"actor": noted.actor_id})
            return False
        finally:
            leave_session()
        return True
