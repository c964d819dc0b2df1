"""When the hub should look: SQLite’s count of commits, NOTIFY on PostgreSQL."""

from __future__ import annotations

import time

from flask import current_app

from portal.config import database_url
from portal.core.db import db
from portal.live.signals import CHANNEL

PAUSE, LONGEST = 0.025, 0.1
TIMEOUT = 1.0


def channel_of() -> Ticker | Listener:
    """What tells when there may be new signals; `close` it at the end."""
    if db.engine.dialect.name == "sqlite":
        return Ticker()
    return Listener(database_url.parse_options(current_app.config["SETTINGS"].database_url))


class Ticker:
    """Asks SQLite every PAUSE seconds whether another connection, of any process, has committed: about 10 µs."""

    def __init__(self) -> None:
        self._connection = db.engine.raw_connection()
        self._seen: int | None = None

    def wait(self) -> bool:
        """Return True when something was committed since the last time, False after LONGEST seconds."""
        for _ in range(round(LONGEST / PAUSE)):
            time.sleep(PAUSE)
            (version,) = self._connection.driver_connection.execute("PRAGMA data_version").fetchone()
            if version != self._seen:
                self._seen = version
                return True
        return False

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


class Listener:
    """A connection of its own, outside the pool, that listens; made again when the server was restarted."""

    def __init__(self, address: dict[str, str]):
        import psycopg  # ten megabytes that SQLite does without

        self._connect = psycopg.connect
        self._address = address
        self._connection = None

    def wait(self) -> bool:
        """Return at the first notification, or after TIMEOUT seconds. Raises psycopg.OperationalError.

        It is always worth a look: what was skipped may have come without a notification of its own.
        """
        if self._connection is None or self._connection.closed:
            connection = self._connect(**self._address, autocommit=True)
            try:
                connection.execute(f"LISTEN {CHANNEL}")
            except BaseException:  # a server that only follows: the next try may lead to another
                connection.close()
                raise
            self._connection = connection
            return True  # what was signalled before we listened is read at once
        # psycopg 3: a query inside the notifies() loop deadlocks, so the batch is taken first
        list(self._connection.notifies(timeout=TIMEOUT, stop_after=1))
        return True

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
