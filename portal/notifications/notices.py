"""Who hears of what, and what is still unread."""

from __future__ import annotations

from datetime import datetime

from flask import has_request_context, request
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import joinedload

from portal.activity.event_types import Kind
from portal.activity.models import Line
from portal.core.db import add_rows, db, select_rows
from portal.jobs import queue
from portal.live import signals
from portal.notifications.models import Notice

MAIL = "notifications.mail"
"""The job that follows a notice (mailing.py)."""


def on_activity(entry: Line, kind: Kind, subject: object) -> None:
    """Reader of the log: everybody whom the kind names gets a notice, except who did it; their bells ring.

    Whether a letter follows is found out by the worker: a deed does not wait for it.
    """
    heard = {user_id for user_id in kind.hears(entry, subject) if user_id and user_id != entry.actor_id}
    people = sorted(heard)
    add_rows(Notice, [{"user_id": user_id, "entry_id": entry.id, "at": entry.at} for user_id in people])
    signals.write_signals([("bell", f"user:{user_id}") for user_id in people], entry.at)
    if people:
        queue.enqueue_job(MAIL, {"entry": entry.id}, now=entry.at)


NOTICES = Notice.__table__.c
UNREAD = select(func.count()).where(NOTICES.user_id == bindparam("person"), NOTICES.read_at.is_(None))
"""Built once: every page asks it."""
_COUNTED = "relais.unread"


def unread_count(user_id: int) -> int:
    """How many notices wait for this person, as of this request if it has counted them already."""
    person, count = request.environ.get(_COUNTED, (0, 0)) if has_request_context() else (0, 0)
    return count if person == user_id else select_rows(UNREAD, {"person": user_id})[0][0]


def learn_unread(user_id: int, unread: int) -> None:
    """This request has counted the notices of this person along with something else."""
    request.environ[_COUNTED] = user_id, unread


def notices_of(user_id: int):
    """The notices of a person, newest first, as a query with their entries."""
    mine = select(Notice).where(Notice.user_id == user_id).options(joinedload(Notice.entry))
    return mine.order_by(Notice.at.desc(), Notice.id.desc())


def mark_read(user_id: int, now: datetime, *, only: int | None = None) -> None:
    """Mark the notices of a person as read, or only the one with id `only`; the other tabs hear of it."""
    mine = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    db.session.execute((mine if only is None else mine.where(Notice.id == only)).values(read_at=now))
    signals.write_signals([("bell", f"user:{user_id}")], now)
