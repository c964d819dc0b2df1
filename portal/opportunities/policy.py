"""Who sees a role, and who writes it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BindParameter, ColumnElement, or_, true

from portal.accounts.models import User
from portal.opportunities.models import Opportunity

STAFF = ("recruiter", "manager")


def visible_to(user: User) -> ColumnElement[bool]:
    """SQL: the roles that `user` may know of. Open ones of every office; the others, staff of their office only."""
    return true() if user.is_admin else visible_from(sorted(user.offices_as(*STAFF)))


def visible_from(offices: Sequence[int] | BindParameter) -> ColumnElement[bool]:
    """SQL: the roles that staff of `offices` (ids, or a value that is bound later) may know of."""
    role = Opportunity.__table__.c
    return or_(role.state == "open", role.office_id.in_(offices))


def bound_values(user: User) -> dict:
    """`visible_to(user)` as the values of conditions of `statements`: none for those who see every role."""
    if user.is_admin:
        return {}
    offices = sorted(user.offices_as(*STAFF))
    return {"own_offices": offices} if offices else {"state": "open"}


def may_write(user: User, opportunity: Opportunity) -> bool:
    """Whether `user` may change it or its state: recruiters of its office, and admins. Managers read."""
    return user.is_admin or user.holds("recruiter", opportunity.office_id)


def is_staff_of(user: User, office_id: int) -> bool:
    """Whether `user` works with the roles of this office: its recruiters and managers, and admins."""
    return user.is_admin or any(user.holds(role, office_id) for role in STAFF)


def may_write_somewhere(user: User) -> bool:
    """Whether `user` may write a new role in some office."""
    return user.is_admin or "recruiter" in user.roles
