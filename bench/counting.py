"""What no load of the machine changes: statements sent to the database (not BEGIN and COMMIT), and function calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from cProfile import Profile

from flask import Flask
from sqlalchemy import event

from portal.core.db import db


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent while the block runs, in order."""
    with app.app_context():
        engine = db.engine
    sent: list[str] = []

    def keep(_connection, _cursor, statement: str, _parameters, _context, _executemany) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def calls(action: Callable[[], object]) -> int:
    """How many functions, of Python and of C, are called by `action`."""
    profile = Profile()
    profile.runcall(action)
    return sum(entry.callcount for entry in profile.getstats())
