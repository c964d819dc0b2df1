"""How web processes hear that they are to stop: a pipe, of which the process that minds them holds one end.

Nobody waits for a lock to ask, so a process that dies at any moment leaves the others able to. And when the one that
minds them is gone, however it went, its end is closed: none of them serves on by itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time

LOOK = 0.2
GRACE = 10.0
"""Seconds in which a web process that nobody minds any more may finish what it has in its hands."""


class Stopping:
    """Whether to stop; made before the web processes are forked."""

    def __init__(self) -> None:
        self._heard, self._held = os.pipe()
        self._told = False

    def is_set(self) -> bool:
        """Whether it has been said."""
        return self._told

    def set(self) -> None:
        """Say it: here, and to the processes that were forked from here."""
        self._told = True
        with contextlib.suppress(OSError):  # said before
            os.close(self._held)

    def follow(self) -> None:
        """In a web process: listen from now on, and end when the process that minds us is gone."""
        os.close(self._held)
        threading.Thread(target=self._listen, args=(os.getppid(),), name="stopping", daemon=True).start()

    def _listen(self, minder: int) -> None:
        os.read(self._heard, 1)
        self._told = True
        while os.getppid() == minder:  # it is stopping us itself, and may yet be killed
            time.sleep(LOOK)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os.kill(os.getpid(), signal.SIGKILL)
