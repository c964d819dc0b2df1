"""Finding roles: the list as plain rows, its count, what resembles a role, and the words that a role is found by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core import search
from portal.core.db import db
from portal.offices.models import Office
from portal.opportunities.filters import Filters
from portal.opportunities.models import Opportunity
from portal.opportunities.policy import visible_to

KIND = "opportunity"
HOURS_A_YEAR = 1820
"""35 hours a week: what makes a pay per hour comparable to one per year."""
SIMILAR = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A role in a list: what its line shows, titles and summaries in both languages."""

    id: int
    version: int
    state: str
    field: str
    kind: str
    remote: str
    work_languages: str
    city: str
    pay_min_cents: int | None
    pay_max_cents: int | None
    pay_period: str
    currency: str
    title_fr: str
    title_en: str
    summary_fr: str
    summary_en: str
    opened_at: datetime | None
    updated_at: datetime
    office: str
    recruiter_id: int
    recruiter: str

    def said(self, part: str, language: str) -> tuple[str, str]:
        """`title` or `summary` and the language it is in: the asked one, else the other."""
        return Opportunity.in_language(self, part, language)


_COLUMNS = (
    *(getattr(Opportunity, name) for name in Row.__slots__[: Row.__slots__.index("office")]),
    Office.name.label("office"),
    User.id.label("recruiter_id"),
    User.name.label("recruiter"),
)
_ROWS = select(*_COLUMNS).join(Opportunity.office).join(Opportunity.recruiter)


def rows(user: User, filters: Filters, language: str) -> list[Row]:
    """The first `filters.shown` roles that `user` may see and asks for, in the asked order."""
    query = _ROWS.where(*_asked(user, filters)).order_by(*_order(filters, language)).limit(filters.shown)
    return _as_rows(query)


def count(user: User, filters: Filters) -> int:
    """How many roles `user` may see and asks for."""
    return db.session.scalar(select(func.count()).select_from(Opportunity).where(*_asked(user, filters))) or 0


def offices() -> list[tuple[int, str, str]]:
    """(id, name, currency) of every office, for the filters."""
    columns = select(Office.id, Office.name, Office.currency)
    return [tuple(row) for row in db.session.execute(columns.order_by(Office.name))]


def currencies(user: User, offices: list[tuple[int, str, str]]) -> list[str]:
    """The currencies in which these offices pay, that of the offices of `user` first."""
    own = user.offices_as()
    ordered = sorted(offices, key=lambda office: office[0] not in own)
    return list(dict.fromkeys(currency for _id, _name, currency in ordered))


def whole(user: User, opportunity_id: int) -> Select:
    """The selection of one role with its office and recruiter, if `user` may see it."""
    with_both = (joinedload(Opportunity.office), joinedload(Opportunity.recruiter))
    return select(Opportunity).where(Opportunity.id == opportunity_id, visible_to(user)).options(*with_both)


def similar(role: Opportunity) -> list[Row]:
    """Open roles of the same field, those of the same office first; then others of that office."""
    same_field, same_office = Opportunity.field == role.field, Opportunity.office_id == role.office_id
    near = case((and_(same_field, same_office), 0), (same_field, 1), else_=2)
    query = _ROWS.where(Opportunity.state == "open", Opportunity.id != role.id, or_(same_field, same_office))
    return _as_rows(query.order_by(near, Opportunity.opened_at.desc(), Opportunity.id.desc()).limit(SIMILAR))


def index(role: Opportunity) -> None:
    """Make `role` findable by its texts in both languages, its city, its office and its licences."""
    licences = [text for licence in role.licences for text in licence.values()]
    texts = [role.title_fr, role.title_en, role.city, role.office.name, role.office.city, *licences]
    search.put(KIND, role.id, *texts, role.summary_fr, role.summary_en, role.body_fr, role.body_en)


def _as_rows(query: Select) -> list[Row]:
    return [Row(*found) for found in db.session.execute(query)]


def _asked(user: User, filters: Filters) -> list[ColumnElement[bool]]:
    """The conditions of the list; who asks for open ones needs no other right than being signed in."""
    conditions = [Opportunity.state == "open"] if filters.state == "open" else [visible_to(user)]
    if filters.state not in ("open", "all"):
        conditions.append(Opportunity.state == filters.state)
    chosen = {
        Opportunity.office_id: filters.office,
        Opportunity.field: filters.field,
        Opportunity.kind: filters.kind,
        Opportunity.work_languages: filters.language,
        Opportunity.remote: filters.remote,
    }
    conditions += [column.in_(values) for column, values in chosen.items() if values]
    if filters.pay:
        conditions.append(_yearly_pay() >= filters.pay * 100)
        conditions += [Opportunity.currency == filters.currency] if filters.currency else []
    if (found := search.matching(KIND, filters.q)) is not None:
        conditions.append(Opportunity.id.in_(found))
    return conditions


def _yearly_pay() -> ColumnElement[int]:
    """The highest pay in cents a year; NULL when no pay is said. Says nothing across currencies."""
    best = cast(func.coalesce(Opportunity.pay_max_cents, Opportunity.pay_min_cents), BigInteger)
    return best * case((Opportunity.pay_period == "hour", HOURS_A_YEAR), else_=1)


def _order(filters: Filters, language: str) -> tuple[ColumnElement, ...]:
    """The best paid come by currency, the asked one first: nothing compares dollars to euros."""
    newest = (Opportunity.opened_at.desc().nulls_last(), Opportunity.id.desc())
    first = {
        "newest": (),
        "pay": (Opportunity.currency != filters.currency, Opportunity.currency, _yearly_pay().desc().nulls_last()),
        "title": (Opportunity.sort_fr if language == "fr" else Opportunity.sort_en,),
    }
    return (*first[filters.sort], *newest)
