"""Work for later, kept in the database: rows claimed by one UPDATE with a lease, so that a killed worker loses
nothing, and at-least-once delivery, so handlers are idempotent.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import JSON, Index, String, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Leased, Model, Moment, add_row, db, only_where, unit_of_work, utcnow
from portal.core.tokens import new_token

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
MOST_TRIES = 8
KEPT = timedelta(days=30)

Handler = Callable[[dict], None]
_handlers: dict[str, Handler] = {}


class Job(Leased, Model):
    """One piece of work: waiting (`run_at`), leased, done, or parked after too many tries."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "run_at", "id", **only_where("done_at IS NULL AND parked_at IS NULL")),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    kind: Mapped[str] = mapped_column(String(60), info=OFFICE)
    key: Mapped[str | None] = mapped_column(String(120), unique=True, info=OFFICE)
    payload: Mapped[dict] = mapped_column(JSON, info=OFFICE)
    run_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    done_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)


def job_handler(kind: str) -> Callable[[Handler], Handler]:
    """Declare the function that does jobs of `kind`; it gets the payload and must be idempotent."""

    def declare(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return declare


def enqueue_job(
    kind: str, payload: dict, *, now: datetime, delay: timedelta = timedelta(0), key: str | None = None
) -> None:
    """Queue a job in the caller's transaction. A `key` that is already queued or done is not queued again.

    `kind` and `payload` are what its handler gets, no sooner than after `delay`.
    """
    if key is not None and db.session.scalar(select(Job.id).where(Job.key == key)) is not None:
        return
    add_row(Job, kind=kind, payload=payload, run_at=now + delay, key=key)


def claim_job(now: datetime) -> Job | None:
    """Lease the job that has waited longest; None when nothing is due. Two workers never get the same."""
    due = (
        select(Job.id)
        .where(Job.done_at.is_(None), Job.parked_at.is_(None), Job.run_at <= now)
        .where(or_(Job.leased_until.is_(None), Job.leased_until < now))
        .order_by(Job.run_at, Job.id)
        .limit(1)
    )
    if db.session.scalar(due) is None:  # most looks find nothing and need no writer's turn
        db.session.rollback()
        return None
    claimed = (
        update(Job)
        .where(Job.id == due.with_for_update(skip_locked=True).scalar_subquery())
        .values(lease=new_token(), leased_until=now + LEASE, tries=Job.tries + 1)
        .returning(Job)
    )
    with unit_of_work():
        return db.session.scalars(claimed, execution_options={"populate_existing": True}).first()


def run_one(now: datetime | None = None) -> bool:
    """Do the next due job, if any; whether there was one. A failure is kept, retried later, then parked."""
    job = claim_job(now or utcnow())
    if job is None:
        return False
    try:
        with unit_of_work():
            _handlers[job.kind](job.payload)
            _finish(job)
    except Exception as error:  # any failure of a handler is a fact to keep, never a dead worker
        log.exception("job failed", extra={"job": job.id, "kind": job.kind})
        with unit_of_work():
            _put_back(job, error, utcnow())
    return True


def _finish(job: Job) -> None:
    mine = update(Job).where(Job.id == job.id, Job.lease == job.lease)
    db.session.execute(mine.values(done_at=utcnow(), lease=None, leased_until=None, error=None))


def _put_back(job: Job, error: Exception, now: datetime) -> None:
    wait = timedelta(seconds=min(3600, 5 * 2**job.tries) * random.uniform(0.8, 1.2))  # noqa: S311 jitter
    values = {"lease": None, "leased_until": None, "error": repr(error)[:2000], "run_at": now + wait}
    if job.tries >= MOST_TRIES:
        values["parked_at"] = now
    db.session.execute(update(Job).where(Job.id == job.id, Job.lease == job.lease).values(values))


def oldest_waiting(now: datetime) -> float:
    """Seconds that the oldest due job has waited; 0 when none waits."""
    waiting = select(func.min(Job.run_at)).where(Job.done_at.is_(None), Job.parked_at.is_(None), Job.run_at <= now)
    first = db.session.scalar(waiting)
    return (now - first).total_seconds() if first else 0.0


def delete_old_jobs(now: datetime) -> int:
    """Forget jobs that were done 30 days ago and have no key; how many. A key stays, for its job is done once."""
    old = delete(Job).where(Job.done_at < now - KEPT, Job.key.is_(None))
    return db.session.execute(old).rowcount
