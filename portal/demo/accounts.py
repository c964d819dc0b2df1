"""The accounts of the demo: everybody knows their password, so production doesn't open while one of them works."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from portal.accounts import access
from portal.accounts.models import User
from portal.core.db import db
from portal.demo.people import DOMAIN


def working() -> list[User]:
    """Those whose door is open, whichever way: a password, or a link that was sent."""
    theirs = select(User).where(User.email.like(f"%@{DOMAIN}"), User.disabled_at.is_(None))
    return list(db.session.scalars(theirs.order_by(User.id)))


def disable_all(now: datetime) -> int:
    """Shut the doors of all of them, in the caller's transaction; how many."""
    people = working()
    for person in people:
        access.shut(person, by=None, now=now)
    return len(people)
