"""Filling the search index anew, row by row, when what it keeps of a row has changed (a revision asks for it)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from portal.core.db import Model, db, utcnow
from portal.jobs import queue

JOB, AT_ONCE = "search.reindex", 300
_kinds: dict[str, tuple[type[Model], Callable]] = {}


def declare_index(kind: str, model: type[Model], put: Callable) -> None:
    """Tell what `kind` of the index is made of: `put` makes one row of `model` findable, or forgets it."""
    _kinds[kind] = model, put


@queue.job_handler(JOB)
def reindex_rows(payload: dict) -> None:
    """Index the next rows of `kind` whose id is above `after`; the rest is another job."""
    model, put = _kinds[payload["kind"]]
    following = select(model).where(model.id > payload["after"]).order_by(model.id).limit(AT_ONCE)
    rows = db.session.scalars(following).all()
    for row in rows:
        put(row)
    if len(rows) == AT_ONCE:
        queue.enqueue_job(JOB, {**payload, "after": rows[-1].id}, now=utcnow())
