"""When the hub should look: a short pause on SQLite, NOTIFY on PostgreSQL."""

from __future__ import annotations

import time

from portal.core.db import db
from portal.live.signals import CHANNEL

PAUSE = 0.1
TIMEOUT = 1.0


def bell_of() -> Ticker | Listener:
    """What tells when there may be new signals; `close` it at the end."""
    if db.engine.dialect.name == "sqlite":
        return Ticker()
    return Listener(db.engine.url.render_as_string(hide_password=False))


class Ticker:
    """Rings every PAUSE seconds."""

    def wait(self) -> None:
        """Return after PAUSE seconds."""
        time.sleep(PAUSE)

    def close(self) -> None:
        """Nothing to give back."""


class Listener:
    """A connection of its own, outside the pool, that listens; made again when the server was restarted."""

    def __init__(self, url: str):
        import psycopg  # ten megabytes that SQLite does without

        self._connect = psycopg.connect
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._connection = None

    def wait(self) -> None:
        """Return at the first notification, or after TIMEOUT seconds. Raises psycopg.OperationalError."""
        if self._connection is None or self._connection.closed:
            self._connection = self._connect(self._url, autocommit=True)
            self._connection.execute(f"LISTEN {CHANNEL}")
            return  # what was signalled before we listened is read at once
        # psycopg 3: a query inside the notifies() loop deadlocks, so the batch is taken first
        list(self._connection.notifies(timeout=TIMEOUT, stop_after=1))

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
