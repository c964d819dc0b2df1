"""The person of a request: a few columns of their row, their roles, and the session that they are here with.

Every request begins by asking who is here. Plain columns cost a quarter of what loading three entities does, and no
password travels with them. Whoever changes somebody's row asks for the row itself: `row_of(person)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from flask_login import UserMixin
from sqlalchemy import Select, bindparam, column, select, table

from portal.accounts.auth.locks import take_lock
from portal.accounts.models import Membership, SignIn, User
from portal.accounts.roles import Rights
from portal.core import cache_versions
from portal.core.caches import follow_erasures
from portal.core.db import db, select_rows

_office = table("office", column("id"), column("region"))
"""What is read of offices, which are built on people."""


class Held(NamedTuple):
    """A role in an office, as `Membership` has it."""

    office_id: int
    role: str


@dataclass(eq=False)
class Person(UserMixin, Rights):
    """Who is here. It stands for its `User` wherever rights, names and settings of a person are asked."""

    id: int
    email: str
    name: str
    title: str
    phone: str
    language: str
    theme: str
    timezone: str
    is_admin: bool
    version: int
    sign_in_id: int
    last_deed_at: datetime
    began_at: datetime
    memberships: tuple[Held, ...]
    token: str
    region: str
    """Where their first office is (`offices.regions`); "" without one."""
    ends_at: datetime = field(init=False)
    """When the session ends, unless they do something before."""
    again: Callable[[], Person | None] = field(init=False, repr=False)
    """Who is here with the same session, asked anew; None when it is over."""

    def get_id(self) -> str:
        """Flask-Login's name for the session token: a cookie names a session, never a person."""
        return self.token


def _asked() -> Select:
    user, sign_in, membership = User.__table__, SignIn.__table__, Membership.__table__
    own = [user.c[name] for name in Person.__dataclass_fields__ if name in user.c]
    held = _office.c.region, membership.c.office_id, membership.c.role
    found = sign_in.join(user, user.c.id == sign_in.c.user_id)
    found = found.outerjoin(membership).outerjoin(_office, _office.c.id == membership.c.office_id)
    return (
        select(
            *own,
            sign_in.c.id,
            sign_in.c.last_deed_at,
            sign_in.c.began_at,
            cache_versions.select_version(cache_versions.STAGES),
            cache_versions.select_version(cache_versions.ERASURES),
            *held,
        )
        .select_from(found)
        .where(sign_in.c.token_digest == bindparam("digest"), sign_in.c.ended_at.is_(None))
        .where(sign_in.c.last_deed_at > bindparam("used_after"), sign_in.c.began_at > bindparam("begun_after"))
        .where(user.c.disabled_at.is_(None))
        .order_by(membership.c.id)
    )


_ASKED = _asked()
"""Built once; one line per role."""


def person_with(token: str, **asked) -> Person | None:
    """The person whose session `token` is, in one statement; None when there is none.

    `asked`: `digest` of the token, and the moments `used_after` and `begun_after` which the session must exceed.
    """
    found = select_rows(_ASKED, asked)
    if not found:
        return None
    held = tuple(Held(*line[-2:]) for line in found if line[-1] is not None)
    *own, stages, erasures, region = found[0][:-2]
    cache_versions.learn_version(cache_versions.STAGES, stages)
    follow_erasures(erasures)
    return Person(*own, memberships=held, token=token, region=region or "")


def row_of(person: User | Person) -> User:
    """The row of a person who is known to exist, to be changed: who else wants to change it waits, the last wins."""
    take_lock(person.id)
    return db.session.get_one(User, person.id, populate_existing=True)  # another may have changed it since it was read


def region_of(user: User) -> str:
    """`Person.region` of somebody who is not here."""
    own = select(_office.c.region).join(Membership, Membership.office_id == _office.c.id)
    return db.session.scalar(own.where(Membership.user_id == user.id).order_by(Membership.id).limit(1)) or ""
