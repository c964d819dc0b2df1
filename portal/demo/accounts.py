"""The accounts of the demo: everybody knows their password, so production doesn't open while one of them works."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select

from portal.accounts import memberships
from portal.accounts.auth import passwords
from portal.accounts.models import User
from portal.core.db import db
from portal.demo.people import DOMAIN


def list_working() -> list[User]:
    """Those whose door is open, whichever way: a password, or a link that was sent; also under another address."""
    made = or_(User.email.like(f"%@{DOMAIN}"), User.password_hash.in_(_published()))
    theirs = select(User).where(made, User.disabled_at.is_(None))
    return list(db.session.scalars(theirs.order_by(User.id)))


def _published() -> list[str]:
    """The hashes of the published password: the demo gives all its accounts the same, and nobody else shares one."""
    shared = select(func.min(User.id)).where(User.password_hash.is_not(None))
    shared = shared.group_by(User.password_hash).having(func.count() > 1)
    several = db.session.scalars(select(User).where(User.id.in_(shared))).all()
    return [person.password_hash for person in several if passwords.matches_password(person, passwords.PUBLISHED)]


def disable_all(now: datetime) -> int:
    """Shut the doors of all of them, in the caller's transaction; how many."""
    people = list_working()
    for person in people:
        memberships.end_access(person, by=None, now=now)
    return len(people)
