"""Periodic duties: declared once with a rhythm, run by whichever worker claims the turn first."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment, db, unit_of_work, utcnow

log = logging.getLogger(__name__)

CLOCKS_DIFFER = timedelta(minutes=1)
"""By how much the clocks of several nodes may."""


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


def declare_chore(name: str, every: timedelta) -> Callable:
    """Declare a function `(now) -> …` as a duty of the given rhythm. It runs in one unit of work."""

    def declare(do: Callable[[datetime], object]) -> Callable:
        _chores[name] = Chore(name, every, do)
        return do

    return declare


def list_chores() -> list[Chore]:
    """All chores, for the admin page and the tests of the house."""
    return list(_chores.values())


def run_due(now: datetime | None = None) -> int:
    """Do every chore whose turn has come and that no other worker took; how many were done."""
    now = now or utcnow()
    turns = dict(db.session.execute(select(ChoreTurn.name, ChoreTurn.next_at)).all())
    db.session.rollback()
    waiting = {name for name, chore in _chores.items() if name in turns and now < turns[name] <= _latest(chore, now)}
    return sum(_run(chore, now) for name, chore in _chores.items() if name not in waiting and _take_turn(chore, now))


def _latest(chore: Chore, now: datetime) -> datetime:
    """A turn that is further ahead was written by a clock that was wrong, and waits for nothing."""
    return now + chore.every + CLOCKS_DIFFER


def _take_turn(chore: Chore, now: datetime) -> bool:
    with unit_of_work():
        if db.session.get(ChoreTurn, chore.name) is None:
            db.session.add(ChoreTurn(name=chore.name, next_at=now))
            db.session.flush()
        due = or_(ChoreTurn.next_at <= now, ChoreTurn.next_at > _latest(chore, now))
        mine = update(ChoreTurn).where(ChoreTurn.name == chore.name, due)
        return db.session.execute(mine.values(next_at=now + chore.every)).rowcount == 1


def _run(chore: Chore, now: datetime) -> bool:
    try:
        with unit_of_work():
            chore.do(now)
    except Exception:  # one failing duty must not stop the others; it is logged and comes back next turn
        log.exception("chore failed", extra={"chore": chore.name})
        return False
    return True
