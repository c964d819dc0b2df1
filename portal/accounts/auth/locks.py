"""One deed of a person at a time, where what they may still do is counted first."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.models import User
from portal.core.db import db


def take_lock(user_id: int) -> None:
    """Until the transaction ends, whoever takes the turn of the same person waits; what is read now stays true.

    For PostgreSQL, where two requests of one person would both find room for one. SQLite has one writer anyway.
    """
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
