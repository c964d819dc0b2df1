"""A database that takes no change: held by somebody else, for real, or one that only reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import event, text

from portal.core.db import db


@contextmanager
def held(table: str) -> Iterator[None]:
    """Within, nobody else may write to `table` (on SQLite: to anything), and everybody may read."""
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with db.engine.connect() as other:
        other.execute(text(f"LOCK TABLE {table} IN EXCLUSIVE MODE"))
        yield


@contextmanager
def only_reads() -> Iterator[None]:
    """Within, connections lead to a database that takes no change; one that was opened then never takes any."""
    refusing = {
        "sqlite": "PRAGMA query_only=ON",
        "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    }[db.engine.dialect.name]

    def demote(connection, _record) -> None:
        connection.cursor().execute(refusing)
        connection.commit()

    db.engine.dispose()
    event.listen(db.engine, "connect", demote)
    try:
        yield
    finally:
        event.remove(db.engine, "connect", demote)
