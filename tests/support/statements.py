"""Hearing what a request asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from portal.core.db import db

NOT_QUESTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that reach the database meanwhile, savepoints apart."""
    said: list[str] = []

    def hear(_connection, _cursor, statement, *_rest) -> None:
        if not statement.lstrip().upper().startswith(NOT_QUESTIONS):
            said.append(statement)

    engine = db.engine.engine  # in a test this is a connection of the engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)
