"""Finding people: the list as plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import selectinload

from portal.accounts.invitations.states import COMING, has_not_come, is_coming
from portal.accounts.models import ROLES, Membership, User
from portal.core import search
from portal.core.db import db, utcnow
from portal.core.text_normalization import clean_text

STATES = ("active", "invited", *COMING, "disabled")
"""`invited`: whoever has not come in, in any state of COMING."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    q: str = ""
    office: int = 0
    role: str = ""
    state: str = ""

    @classmethod
    def from_address(cls, address: Mapping[str, str]) -> Filters:
        """The filters of an address; what makes no sense is left out."""
        office, role, state = (address.get(name, "") for name in ("office", "role", "state"))
        return cls(
            q=clean_text(address.get("q"))[:200],
            office=int(office) if office.isascii() and office.isdigit() and len(office) < 10 else 0,
            role=role if role in (*ROLES, "admin") else "",
            state=state if state in STATES else "",
        )

    def address(self, **changes) -> dict:
        """The query of the address that stands for these filters with `changes`."""
        values = {name: getattr(self, name) for name in self.__slots__} | changes
        return {name: value for name, value in values.items() if value}


def state_of(person: User) -> str:
    """`active`, `invited` (no password yet) or `disabled`."""
    if person.disabled_at is not None:
        return "disabled"
    return "active" if person.password_hash else "invited"


def find_recruiters() -> list[User]:
    """Everybody who recruits and may sign in, by name."""
    held = exists().where(Membership.user_id == User.id, Membership.role == "recruiter")
    query = select(User).where(held, User.disabled_at.is_(None))
    return list(db.session.scalars(query.order_by(User.sort_name, User.id)))


def select_people(filters: Filters) -> Select:
    """The people whom the filters leave, with their roles, as a query: who fits best first, then by name."""
    order = (*search.by_fit(User.id, "person", filters.q), User.sort_name, User.id)
    with_roles = selectinload(User.memberships)
    return select(User).where(*_asked(filters)).order_by(*order).options(with_roles)


def count_people(filters: Filters) -> int:
    """How many they are."""
    return db.session.scalar(select(func.count()).select_from(User).where(*_asked(filters))) or 0


def _asked(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.role == "admin":
        conditions.append(User.is_admin)
    elif filters.role or filters.office:
        held = exists().where(Membership.user_id == User.id)
        held = held.where(Membership.role == filters.role) if filters.role else held
        conditions.append(held.where(Membership.office_id == filters.office) if filters.office else held)
    if filters.state == "disabled":
        conditions.append(User.disabled_at.is_not(None))
    elif filters.state == "active":
        conditions += [User.disabled_at.is_(None), User.password_hash.is_not(None)]
    elif filters.state:
        conditions.append(has_not_come() if filters.state == "invited" else is_coming(filters.state, utcnow()))
    if (found := search.select_matching("person", filters.q)) is not None:
        conditions.append(User.id.in_(found))
    return conditions
