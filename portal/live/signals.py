"""Writing signals in the transaction of the change, and reading them back, also those that committed late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, or_, select, text

from portal.activity.event_types import END_STREAMS, Kind
from portal.activity.models import Line
from portal.core.db import add_rows, db, recall_unit
from portal.live.models import Signal

KEPT = timedelta(minutes=30)
OVERLAP = 200
"""How far a resume re-reads behind the last id that a browser saw: signals are harmless to repeat."""
MOST_AT_ONCE = 2000
CHANNEL = "relais_signal"


def write_signals(pairs: Iterable[tuple[str, str]], now: datetime) -> None:
    """Signal that each topic changed for its audience, when the caller's transaction commits; once for all of it."""
    told = recall_unit(CHANNEL)
    fresh = [pair for pair in dict.fromkeys(pairs) if pair not in told]
    if not fresh:
        return
    add_rows(Signal, [{"topic": topic, "audience": audience, "at": now} for topic, audience in fresh])
    if not told and db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"NOTIFY {CHANNEL}"))
    told.update(dict.fromkeys(fresh))


def on_activity(entry: Line, kind: Kind, subject: object) -> None:
    """Reader of the log: every entry signals the topics that its kind declares."""
    write_signals(kind.topics(entry, subject), entry.at)


def newest_id() -> int:
    """The highest id so far."""
    return db.session.scalar(select(func.max(Signal.id))) or 0


_SIGNAL = Signal.__table__.c
_AFTER = (
    select(_SIGNAL.id, _SIGNAL.topic, _SIGNAL.audience)
    .where(or_(_SIGNAL.id > bindparam("last"), _SIGNAL.id.in_(bindparam("gaps", expanding=True))))
    .order_by(_SIGNAL.id)
    .limit(MOST_AT_ONCE)
)
"""Built once: each process asks it ten times a second."""


def signals_after(last_id: int, gaps: Iterable[int] = ()) -> list[tuple[int, str, str]]:
    """(id, topic, audience) of signals above `last_id`, and of those in `gaps`, oldest first."""
    rows = db.session.execute(_AFTER, {"last": last_id, "gaps": list(gaps)})
    return [tuple(row) for row in rows]


def topics_since(last_id: int, audiences: Iterable[str]) -> tuple[int, list[str]] | None:
    """The newest id and the topics of `audiences` that changed since `last_id`, with an overlap.

    None when `last_id` is older than what is kept: the page must refetch everything.
    """
    newest = newest_id()
    oldest = db.session.scalar(select(func.min(Signal.id)))
    if last_id > newest or (oldest is not None and last_id < oldest - 1):
        return None
    query = (
        select(Signal.topic)
        .where(Signal.id > last_id - OVERLAP, Signal.audience.in_(list(audiences)))
        .where(Signal.topic != END_STREAMS)
        .distinct()
        .limit(MOST_AT_ONCE)
    )
    return newest, list(db.session.scalars(query))


def delete_old_signals(now: datetime) -> int:
    """Delete the signals that no screen can still ask for, but never the newest; how many."""
    kept = select(func.max(Signal.id)).scalar_subquery()
    return db.session.execute(delete(Signal).where(Signal.at < now - KEPT, Signal.id < kept)).rowcount
