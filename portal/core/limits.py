"""Rate limits counted in the database, so that every worker shares them (a storage of the library `limits`)."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import BigInteger, String, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, db, writing

_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class RateWindow(Model):
    """How often `key` was used in the window that ends at `ends` (Unix seconds)."""

    __tablename__ = "rate_window"
    key: Mapped[str] = mapped_column(String(255), primary_key=True, info=OFFICE)
    uses: Mapped[int] = mapped_column(info=OFFICE)
    ends: Mapped[int] = mapped_column(BigInteger, index=True, info=OFFICE)


class DatabaseStorage(Storage):
    """Fixed windows in `rate_window`. Must be used before the request's own unit of work has begun."""

    STORAGE_SCHEME = ["relais-db"]

    @property
    def base_exceptions(self):
        """Errors of the backend; ours are SQLAlchemy's and are not to be swallowed."""
        return ()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` uses of `key` in its window of `expiry` seconds; return the count."""
        now = math.floor(time.time())
        with writing():
            new = _INSERT[db.engine.dialect.name](RateWindow).values(key=key[:255], uses=0, ends=0)
            db.session.execute(new.on_conflict_do_nothing())  # the first two at once make one row
            row = db.session.get_one(RateWindow, key[:255], with_for_update=True)
            if row.ends <= now:
                row.uses, row.ends = 0, now + math.ceil(expiry)
            row.uses += amount
            return row.uses

    def get(self, key: str) -> int:
        """Uses of `key` in its running window."""
        query = select(RateWindow.uses).where(RateWindow.key == key[:255], RateWindow.ends > time.time())
        return db.session.scalar(query) or 0

    def get_expiry(self, key: str) -> float:
        """When the window of `key` ends, in Unix seconds."""
        return float(db.session.scalar(select(RateWindow.ends).where(RateWindow.key == key[:255])) or time.time())

    def check(self) -> bool:
        """Whether the storage answers."""
        return db.session.scalar(select(func.count()).select_from(RateWindow)) is not None

    def reset(self) -> int | None:
        """Forget every window."""
        with writing():
            return db.session.execute(delete(RateWindow)).rowcount

    def clear(self, key: str) -> None:
        """Forget the window of `key`."""
        with writing():
            db.session.execute(delete(RateWindow).where(RateWindow.key == key[:255]))


def _strategy() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(storage_from_string("relais-db://"))


def seconds_to_wait(rule: str, *who: str) -> int:
    """Seconds until `who` may try again under `rule` ("10 per 15 minutes"); 0 when they may now."""
    item: RateLimitItem = parse(rule)
    if _strategy().test(item, *who):
        return 0
    return max(1, math.ceil(_strategy().get_window_stats(item, *who).reset_time - time.time()))


def count(rule: str, *who: str) -> None:
    """Count one try of `who` under `rule`."""
    _strategy().hit(parse(rule), *who)


def forget(rule: str, *who: str) -> None:
    """Forget the tries of `who` under `rule`, after a success."""
    _strategy().clear(parse(rule), *who)


def sweep(now: float) -> int:
    """Delete the windows that ended before `now` (Unix seconds); return how many."""
    return db.session.execute(delete(RateWindow).where(RateWindow.ends < now)).rowcount
