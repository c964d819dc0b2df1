"""Periodic duties: declared once with a rhythm, run by whichever worker claims the turn first."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment, db, utcnow, writing

log = logging.getLogger(__name__)


class ChoreTurn(Model):
    """When a chore is due next; the row that workers compete for."""

    __tablename__ = "chore_turn"
    name: Mapped[str] = mapped_column(String(60), primary_key=True, info=OFFICE)
    next_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)


@dataclass(frozen=True)
class Chore:
    """A duty: its name, its rhythm and the function that does it with the present moment."""

    name: str
    every: timedelta
    do: Callable[[datetime], object]


_chores: dict[str, Chore] = {}


def chore(name: str, every: timedelta) -> Callable:
    """Declare a function `(now) -> …` as a duty of the given rhythm. It runs in one unit of work."""

    def declare(do: Callable[[datetime], object]) -> Callable:
        _chores[name] = Chore(name, every, do)
        return do

    return declare


def declared() -> list[Chore]:
    """All chores, for the admin page and the tests of the house."""
    return list(_chores.values())


def run_due(now: datetime | None = None) -> int:
    """Do every chore whose turn has come and that no other worker took; how many were done."""
    now = now or utcnow()
    waits = set(db.session.scalars(select(ChoreTurn.name).where(ChoreTurn.next_at > now)))  # most looks find only these
    db.session.rollback()
    return sum(_run(chore, now) for chore in _chores.values() if chore.name not in waits and _take_turn(chore, now))


def _take_turn(chore: Chore, now: datetime) -> bool:
    with writing():
        if db.session.get(ChoreTurn, chore.name) is None:
            db.session.add(ChoreTurn(name=chore.name, next_at=now))
            db.session.flush()
        mine = update(ChoreTurn).where(ChoreTurn.name == chore.name, ChoreTurn.next_at <= now)
        return db.session.execute(mine.values(next_at=now + chore.every)).rowcount == 1


def _run(chore: Chore, now: datetime) -> bool:
    try:
        with writing():
            chore.do(now)
    except Exception:  # one failing duty must not stop the others; it is logged and comes back next turn
        log.exception("chore failed", extra={"chore": chore.name})
        return False
    return True
