"""Finding producers: the list as plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.core import search
from portal.core.db import db
from portal.core.text_normalization import clean_text
from portal.offices.models import Office
from portal.opportunities.models import FIELDS
from portal.producers.models import Profile
from portal.producers.policy import visible_to

STEP, MOST_SHOWN = 30, 600
Partner = aliased(User)
_ROWS = (
    select(User.id, User.name, User.title, Profile.region, Profile.since)
    .add_columns(Office.name, Profile.partner_id, Partner.name, Profile.fields)
    .select_from(Profile)
    .join(User, User.id == Profile.user_id)
    .join(Office)
    .outerjoin(Partner, Partner.id == Profile.partner_id)
)
"""The columns of `Row`, in its order."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. `mine`: only those whose partner the reader is."""

    q: str = ""
    office: int = 0
    field: str = ""
    mine: bool = False
    shown: int = STEP

    @classmethod
    def from_address(cls, address: Mapping[str, str]) -> Filters:
        """The filters of an address; what makes no sense is left out."""
        field = address.get("field", "")
        return cls(
            q=clean_text(address.get("q"))[:200],
            office=_number(address.get("office", "")),
            field=field if field in FIELDS else "",
            mine=bool(address.get("mine")),
            shown=max(STEP, min(_number(address.get("shown", "")), MOST_SHOWN)),
        )

    def address(self, **changes) -> dict:
        """The query of the address that stands for these filters with `changes`."""
        values = {name: getattr(self, name) for name in self.__slots__} | changes
        values["mine"] = "yes" if values["mine"] else ""
        return {name: value for name, value in values.items() if value and (name, value) != ("shown", STEP)}

    @property
    def narrows(self) -> bool:
        """Whether somebody is left out."""
        return bool(self.q or self.office or self.field or self.mine)


class Row(NamedTuple):
    """A producer in the list."""

    id: int
    name: str
    title: str
    region: str
    since: date | None
    office: str
    partner_id: int | None
    partner: str | None
    fields: tuple[str, ...]


def list_producers(user: User, filters: Filters) -> tuple[Row, ...]:
    """The first `filters.shown` producers whom `user` may know of and asks for, best first, then by name."""
    order = (*search.by_fit(User.id, "person", filters.q), User.sort_name, User.id)
    query = _ROWS.where(*_asked(user, filters)).order_by(*order).limit(filters.shown)
    return tuple(Row(*columns, tuple(fields)) for *columns, fields in db.session.execute(query))


def count_producers(user: User, filters: Filters) -> int:
    """How many producers `user` may know of and asks for."""
    query = select(func.count()).select_from(Profile).join(User, User.id == Profile.user_id)
    return db.session.scalar(query.where(*_asked(user, filters))) or 0


def offices_for(user: User) -> list[tuple[int, str]]:
    """(id, name) of the offices whose producers `user` may know of."""
    query = select(Office.id, Office.name).where(user.within(Office.id)).order_by(Office.name)
    return [(id_, name) for id_, name in db.session.execute(query)]


def _asked(user: User, filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [visible_to(user)]
    if filters.office:
        conditions.append(Profile.office_id == filters.office)
    if filters.field:
        conditions.append(cast(Profile.fields, String).like(f'%"{filters.field}"%'))
    if filters.mine:
        conditions.append(Profile.partner_id == user.id)
    if (found := search.select_matching("person", filters.q)) is not None:
        conditions.append(User.id.in_(found))
    return conditions


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
