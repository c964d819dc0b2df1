"""How far an invited person has come: not written to yet, a link that works, a link that ended, or in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from portal.accounts.auth.one_time_links import INVITATION
from portal.accounts.models import OneTimeLink, User
from portal.core.db import db

COMING = ("planned", "sent", "ended")
"""The states of who has not come in: no link was made yet, one works, or the last one ended."""


def has_not_come() -> ColumnElement[bool]:
    """SQL: an account that may be used, and has no password yet."""
    return User.disabled_at.is_(None) & User.password_hash.is_(None)


def is_coming(state: str, now: datetime) -> ColumnElement[bool]:
    """SQL: the person has not come in, and is in this `state` of COMING."""
    made = exists().where(OneTimeLink.user_id == User.id, OneTimeLink.purpose == INVITATION)
    works = made.where(OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
    return has_not_come() & {"planned": ~made, "sent": works, "ended": made & ~works}[state]


def read_states(people: Collection[User], now: datetime) -> Mapping[int, str]:
    """The state of each of `people` who has not come in, by id, in one statement for them all."""
    waiting = [person.id for person in people if person.password_hash is None and person.disabled_at is None]
    if not waiting:
        return {}
    ends = func.max(OneTimeLink.expires_at).filter(OneTimeLink.used_at.is_(None))
    made = select(OneTimeLink.user_id, ends).where(OneTimeLink.user_id.in_(waiting), OneTimeLink.purpose == INVITATION)
    latest = dict(db.session.execute(made.group_by(OneTimeLink.user_id)).all())
    return {who: _state(who in latest, latest.get(who), now) for who in waiting}


def _state(made: bool, until: datetime | None, now: datetime) -> str:
    if not made:
        return "planned"
    return "sent" if until is not None and until > now else "ended"
