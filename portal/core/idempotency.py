"""Double click, retry, reload: a form carries a key, and a key does its deed once.

A repetition says the same words. Other words under a key that has done its deed are no repetition: nobody is told that
they were taken.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment, db
from portal.core.errors import Refused
from portal.core.tokens import mark_of_words


class DeedKey(Model):
    """A key that was used, by whom, and the id of what it made."""

    __tablename__ = "deed_key"
    key: Mapped[str] = mapped_column(String(64), primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True, info=OFFICE)
    result_id: Mapped[int | None] = mapped_column(info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, index=True, info=OFFICE)
    said: Mapped[str] = mapped_column(String(43), default="", info=OFFICE)
    """The mark of the words with which it was used; "" when that was not kept, in an earlier release."""


class OtherWords(Exception):
    """The key has done its deed with other words than these, which nobody has taken: `web.errors` keeps them."""


def is_used(key: str, user_id: int) -> bool:
    """Whether this key of this person has done its deed, with whatever words."""
    return db.session.get(DeedKey, (key, user_id)) is not None


def done_before(key: str, user_id: int, words: str) -> int | None:
    """The id of what this key of this person has already made with these `words`; None when it is new.

    Raises OtherWords when it made it with others.
    """
    found = db.session.execute(
        select(DeedKey.result_id, DeedKey.said).where(DeedKey.key == key, DeedKey.user_id == user_id)
    ).one_or_none()
    if found is None:
        return None
    if found.said not in ("", mark_of_words(words)):
        raise OtherWords
    return found.result_id


def do_once(key: str, user_id: int, words: str, deed: Callable[[], int], now: datetime) -> int:
    """Do `deed`, which makes something and returns its id, unless `key` of this person did it before; that id.

    `words`: all that was typed. Raises OtherWords when the deed was done with others. Two requests at the same moment:
    the later one's deed is undone, or refused because of the earlier one, whose id is returned all the same.
    """
    if (made := done_before(key, user_id, words)) is not None:
        return made
    try:
        with db.session.begin_nested():
            made = deed()
            db.session.add(DeedKey(key=key, user_id=user_id, result_id=made, at=now, said=mark_of_words(words)))
    except (IntegrityError, Refused):
        made = done_before(key, user_id, words)
        if made is None:
            raise
    return made


def delete_old_keys(now: datetime) -> int:
    """Forget keys older than two days; how many."""
    return db.session.execute(delete(DeedKey).where(DeedKey.at < now - timedelta(days=2))).rowcount
