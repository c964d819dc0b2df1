"""One at a time: two requests that would each find a thing untouched, and both change it, wait for each other."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.core.db import db


def take_lock(*names: str) -> None:
    """Until the transaction ends, whoever takes the turn of one of `names` waits; what is read now stays true.

    For PostgreSQL. SQLite has one writer anyway.
    """
    if db.engine.dialect.name != "postgresql":
        return
    for name in sorted(set(names)):  # in one order, so that nobody waits for each other
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
