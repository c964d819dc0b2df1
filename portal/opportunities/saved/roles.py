"""Giving a role a star, taking it away, and the list of those that have one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.models import User
from portal.core.db import db, select_rows
from portal.notifications.notices import UNREAD
from portal.opportunities import statements
from portal.opportunities.models import Opportunity
from portal.opportunities.rows import Row
from portal.opportunities.saved.models import SavedRole

MOST_SHOWN = 200


def save_role(role_id: int, *, by: User, now: datetime) -> None:
    """Give the role the star of `by`; a second time changes nothing."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    row = dialect.insert(SavedRole).values(user_id=by.id, opportunity_id=role_id, saved_at=now)
    db.session.execute(row.on_conflict_do_nothing())


def unsave_role(role_id: int, *, by: User) -> None:
    """Take the star of `by` away."""
    db.session.execute(delete(SavedRole).where(SavedRole.user_id == by.id, SavedRole.opportunity_id == role_id))


def is_saved(role_id: int, user_id: int) -> bool:
    """Whether the role has the star of this person."""
    query = select(SavedRole.opportunity_id).where(SavedRole.user_id == user_id, SavedRole.opportunity_id == role_id)
    return bool(select_rows(query))


def read_star(role_id: int, user_id: int) -> tuple[int, bool]:
    """How many notices wait for this person, and whether the role has their star: a page asks for both at once."""
    starred = exists().where(SavedRole.user_id == user_id, SavedRole.opportunity_id == role_id)
    unread, star = select_rows(select(UNREAD.scalar_subquery(), starred), {"person": user_id})[0]
    return unread, bool(star)


def saved_by(user: User) -> tuple[Row, ...]:
    """The roles with the star of `user`, open ones first, then the last saved: also those that have closed since.

    Of one that went back to being a draft nothing is said.
    """
    query = statements.ROWS.join(SavedRole, SavedRole.opportunity_id == Opportunity.__table__.c.id)
    query = query.where(SavedRole.user_id == user.id, Opportunity.__table__.c.state != "draft")
    opened = Opportunity.__table__.c.state != "open"
    query = query.order_by(opened, SavedRole.saved_at.desc(), SavedRole.opportunity_id.desc())
    return tuple(Row._make(found) for found in select_rows(query.limit(MOST_SHOWN)))
