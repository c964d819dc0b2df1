"""Who does the work that one does for all: among the web processes of every node, whoever holds the lease.

Leading only spares the others the looking; what is taken from a queue is leased by itself, so that two who both
believe they lead (a stopped clock, a paused machine) do nothing twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, bindparam, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment, db, unit_of_work

LEASE = timedelta(seconds=15)
RENEWED = timedelta(seconds=5)


class Leader(Model):
    """Who leads `duty` ("work", "post") until when; `holder` is a random name of one process."""

    __tablename__ = "leader"
    duty: Mapped[str] = mapped_column(String(20), primary_key=True, info=OFFICE)
    holder: Mapped[str] = mapped_column(String(64), info=OFFICE)
    until: Mapped[datetime] = mapped_column(Moment, info=OFFICE)


HELD = select(Leader.holder, Leader.until).where(Leader.duty == bindparam("duty"))
"""Built once: it is asked every second."""


def take_lease(duty: str, holder: str, now: datetime) -> bool:
    """Whether `holder` leads `duty` for now: takes or renews the lease, of 15 seconds, where it may."""
    found = db.session.execute(HELD, {"duty": duty}).first()
    db.session.rollback()
    if found is None:
        return _first(duty, holder, now)
    fresh = now < found.until <= now + 2 * LEASE  # a lease far ahead was written before the clock was set back
    if found.holder == holder and found.until > now + LEASE - RENEWED:
        return True
    if fresh and found.holder != holder:
        return False
    free = or_(Leader.holder == holder, Leader.until <= now, Leader.until > now + 2 * LEASE)
    taken = update(Leader).where(Leader.duty == duty, free).values(holder=holder, until=now + LEASE)
    with unit_of_work():
        return db.session.execute(taken).rowcount == 1


def _first(duty: str, holder: str, now: datetime) -> bool:
    try:
        with unit_of_work():
            db.session.add(Leader(duty=duty, holder=holder, until=now + LEASE))
        return True
    except IntegrityError:
        return False


def step_down(duty: str, holder: str, now: datetime) -> None:
    """Give the lease back, so that another leads at once. `holder` gives up `duty`."""
    with unit_of_work():
        mine = update(Leader).where(Leader.duty == duty, Leader.holder == holder)
        db.session.execute(mine.values(until=now))
