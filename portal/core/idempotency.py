"""Double click, retry, reload: a form carries a key, and a key does its deed once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment, db
from portal.core.refusals import Refused


class DeedKey(Model):
    """A key that was used, by whom, and the id of what it made."""

    __tablename__ = "deed_key"
    key: Mapped[str] = mapped_column(String(64), primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True, info=OFFICE)
    result_id: Mapped[int | None] = mapped_column(info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, index=True, info=OFFICE)


def done_before(key: str, user_id: int) -> int | None:
    """The id of what this key of this person has already made; None when it is new."""
    found = select(DeedKey.result_id).where(DeedKey.key == key, DeedKey.user_id == user_id)
    return db.session.scalar(found)


def remember(key: str, user_id: int, result_id: int, now: datetime) -> None:
    """Keep that `key` made `result_id`, in the same transaction as the deed. A race fails on the primary key."""
    db.session.add(DeedKey(key=key, user_id=user_id, result_id=result_id, at=now))


def once(key: str, user_id: int, deed: Callable[[], int], now: datetime) -> int:
    """Do `deed`, which makes something and returns its id, unless `key` of this person did it before; that id.

    Two requests at the same moment: the later one's deed is undone, or refused because of the earlier one, whose id
    is returned all the same.
    """
    if (made := done_before(key, user_id)) is not None:
        return made
    try:
        with db.session.begin_nested():
            made = deed()
            remember(key, user_id, made, now)
    except (IntegrityError, Refused):
        made = done_before(key, user_id)
        if made is None:
            raise
    return made


def sweep(now: datetime) -> int:
    """Forget keys older than two days; how many."""
    return db.session.execute(delete(DeedKey).where(DeedKey.at < now - timedelta(days=2))).rowcount
