"""Rate limits counted in the database, so that every worker shares them. The library `limits` reads their rules.

A use is counted before what it is asked for is done, in one statement: of a hundred at the same moment no more pass
than the rule allows.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, parse
from sqlalchemy import BigInteger, Insert, String, case, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.caches import cached
from portal.core.db import OFFICE, Model, db, unit_of_work
from portal.core.tokens import digest_token

_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_rule = cached(None, name="core.rate_limits._rule")(parse)


class RateWindow(Model):
    """How often `key` was used in the window that ends at `ends` (Unix seconds)."""

    __tablename__ = "rate_window"
    key: Mapped[str] = mapped_column(String(255), primary_key=True, info=OFFICE)
    uses: Mapped[int] = mapped_column(info=OFFICE)
    ends: Mapped[int] = mapped_column(BigInteger, index=True, info=OFFICE)


@dataclass(frozen=True)
class Track:
    """What is counted: the uses of `who`, at most `times` times as many as `rule` ("10 per 15 minutes") says."""

    rule: str
    who: str
    times: int = 1

    @property
    def item(self) -> RateLimitItem:
        """The rule, read."""
        return _rule(self.rule)

    @property
    def key(self) -> str:
        """Its row: of fixed length, and an address that somebody typed can't be read from it."""
        return digest_token(f"{self.rule}/{self.who}")


class _Full(Exception):
    """A track has no use left for so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def count_use(*tracks: Track) -> int:
    """Count one use on each of `tracks`; the seconds to wait when one of them is full, and then none is counted.

    Opens a unit of work of its own: to be called before the caller's has begun. Those who give several name them in
    the same order, so that no two wait for each other.
    """
    try:
        with unit_of_work():
            for track in tracks:
                _use(track, math.floor(time.time()))
    except _Full as full:
        return full.seconds
    return 0


def _use(track: Track, now: int) -> None:
    uses, ends = db.session.execute(_one_more(track, now)).one()
    if uses > track.item.amount * track.times:
        raise _Full(max(1, ends - now))


def _one_more(track: Track, now: int) -> Insert:
    """One use more, or the first of a new window where the last has ended (or was made by a clock that ran ahead)."""
    lasts = track.item.get_expiry()
    new = _INSERT[db.engine.dialect.name](RateWindow).values(key=track.key, uses=1, ends=now + lasts)
    over = or_(RateWindow.ends <= now, RateWindow.ends > now + lasts)
    later = {
        "uses": case((over, 1), else_=RateWindow.uses + 1),
        "ends": case((over, now + lasts), else_=RateWindow.ends),
    }
    counted = new.on_conflict_do_update(index_elements=[RateWindow.key], set_=later)
    return counted.returning(RateWindow.uses, RateWindow.ends)


def record_success(*tracks: Track) -> None:
    """What was taken of `tracks` was a success, in the caller's unit: the first forgets all, the others this use alone.

    The others are shared with strangers, who would else be given new tries.
    """
    for number, track in enumerate(tracks):
        mine = update(RateWindow).where(RateWindow.key == track.key, RateWindow.uses > 0)
        db.session.execute(mine.values(uses=RateWindow.uses - 1 if number else 0))


def delete_old_windows(now: float) -> int:
    """Delete the windows that ended before `now` (Unix seconds); return how many."""
    return db.session.execute(delete(RateWindow).where(RateWindow.ends < now)).rowcount
