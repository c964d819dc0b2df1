"""Finding roles: the list as plain rows, its count, what resembles a role, and the words that a role is found by."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core import search
from portal.core.db import select_rows
from portal.jobs import reindexing
from portal.opportunities import policy, statements
from portal.opportunities.filters import Filters
from portal.opportunities.models import Opportunity
from portal.opportunities.rows import Row

NARROWING = ("office", "field", "kind", "language", "remote")
SIMILAR = NEAREST = 3


class Listed(NamedTuple):
    """The first rows of a list, and how many roles it holds in all."""

    rows: tuple[Row, ...]
    total: int


def list_opportunities(user: User, filters: Filters, language: str) -> Listed:
    """The first `filters.shown` roles that `user` may see and asks for, in the asked order, of how many."""
    values = _asked(user, filters)
    order = f"title_{language}" if filters.sort == "title" else filters.sort
    query = statements.select_listed(frozenset(values), order)
    found = select_rows(query, {**values, "first_currency": filters.currency, "most": filters.shown})
    return Listed(tuple(Row._make(columns[:-1]) for columns in found), found[0].total if found else 0)


def opened_between(user: User, filters: Filters, after: datetime, until: datetime) -> Listed:
    """The first of the open roles that `filters` find and that opened after `after` until `until`, of how many."""
    values = _asked(user, filters) | {"opened_after": after, "opened_until": until}
    found = select_rows(statements.select_listed(frozenset(values), "newest"), {**values, "most": filters.shown})
    return Listed(tuple(Row._make(columns[:-1]) for columns in found), found[0].total if found else 0)


def find_fitting(query: str, most: int) -> tuple[Row, ...]:
    """Up to `most` open roles that hold every word of `query`, those called so first, then the newest."""
    if (words := search.search_terms(statements.KIND, query)) is None:
        return ()
    values = {"words": words, **search.name_terms(statements.KIND, query), "state": "open", "most": most}
    return tuple(Row._make(found) for found in select_rows(statements.FITTING, values))


def list_offices() -> list[tuple[int, str, str]]:
    """(id, name, currency) of every office, for the filters."""
    return [tuple(office) for office in select_rows(statements.OFFICES)]


def list_currencies(user: User, offices: list[tuple[int, str, str]]) -> list[str]:
    """The currencies in which these offices pay, that of the offices of `user` first."""
    own = user.offices_as()
    ordered = sorted(offices, key=lambda office: office[0] not in own)
    return list(dict.fromkeys(currency for _id, _name, currency in ordered))


def select_detail(user: User, opportunity_id: int) -> Select:
    """The selection of one role with its office and recruiter, if `user` may see it."""
    with_both = (joinedload(Opportunity.office), joinedload(Opportunity.recruiter))
    return select(Opportunity).where(Opportunity.id == opportunity_id, policy.visible_to(user)).options(*with_both)


def find_similar(role: Opportunity) -> tuple[Row, ...]:
    """Open roles of the same field, those of the same office first; then others of that office."""
    values = {"id": role.id, "field": role.field, "office": role.office_id, "most": SIMILAR}
    return tuple(Row._make(found) for found in select_rows(statements.SIMILAR, values))


def find_nearest(offices: list[int], fields: list[str]) -> tuple[Row, ...]:
    """Open roles of these offices and `fields` first (no field: any), then others of these offices, then the newest."""
    given = {"offices": offices, "fields": fields, "most": NEAREST}
    return tuple(Row._make(found) for found in select_rows(statements.NEAREST, given))


def index_opportunity(role: Opportunity) -> None:
    """Make `role` findable by its texts in each language, its city, its office and its licences."""
    licences = [text for licence in role.licences for text in licence.values()]
    titles, places = [*role.title.values()], [role.city, role.office.name, role.office.city]
    texts = [*titles, *licences, *role.summary.values(), *role.body.values()]
    search.index_row(statements.KIND, role.id, *texts, own=titles, others=places)


reindexing.declare_index(statements.KIND, Opportunity, index_opportunity)


def _asked(user: User, filters: Filters) -> dict:
    """The values of the conditions; who asks for open ones needs no other right than being signed in."""
    values = {name: chosen for name in NARROWING if (chosen := getattr(filters, name))}
    if filters.pay:
        values["pay"] = filters.pay * 100
        values |= {"currency": filters.currency} if filters.currency else {}
    if (words := search.search_terms(statements.KIND, filters.q)) is not None:
        values["words"] = words
    if filters.state != "all":
        values["state"] = filters.state
    return values if filters.state == "open" else values | policy.bound_values(user)
