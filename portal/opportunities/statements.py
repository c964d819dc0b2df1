"""The statements that find roles, each built once: a request only brings values.

A condition bears the name of the value that it compares; a list is known by the names of its conditions and by its
order. To build a statement anew costs SQLAlchemy more than to send it and to read its rows (docs/performance.md).
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, case, cast, exists, func, or_, select

from portal.accounts.models import Membership, User
from portal.config.languages import CODES
from portal.core import search
from portal.core.caches import cached
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.opportunities.policy import visible_from
from portal.opportunities.rows import OpportunityDetail, Row

KIND = "opportunity"
HOURS_A_YEAR = 1820
"""35 hours a week: what makes a pay per hour comparable to one per year."""
_ROLE, _OFFICE, _PERSON = Opportunity.__table__.c, Office.__table__.c, User.__table__.c
_TOGETHER = Opportunity.__table__.join(Office.__table__).join(User.__table__, _ROLE.recruiter_id == _PERSON.id)
_RECRUITS = and_(
    _PERSON.disabled_at.is_(None),
    exists().where(
        Membership.user_id == _ROLE.recruiter_id,
        Membership.office_id == _ROLE.office_id,
        Membership.role == "recruiter",
    ),
)
"""Who looks after the role still recruits there; else the whole team does."""
_OF_RECRUITER = ("recruiter_title", "recruiter_phone", "recruiter_email")
_AROUND = {
    "office": _OFFICE.name,
    "office_version": _OFFICE.version,
    **{name: case((_RECRUITS, _PERSON[name.removeprefix("recruiter_")]), else_="") for name in _OF_RECRUITER},
    "recruiter": case((_RECRUITS, _PERSON.name), else_=""),
    "recruiter_version": case((_RECRUITS, _PERSON.version), else_=0),
}
"""What is shown of the office and of the recruiter, by the names that rows have for it."""


def select_fields(row: type[NamedTuple]) -> Select:
    """One column for each field of `row`, in its order: of the role itself, of its office or of its recruiter."""
    columns = (_AROUND.get(name, _ROLE.get(name)).label(name) for name in row._fields)
    return select(*columns).select_from(_TOGETHER)


ROWS = select_fields(Row)

_best_pay = cast(func.coalesce(_ROLE.pay_max_cents, _ROLE.pay_min_cents), BigInteger)
_yearly_pay = _best_pay * case((_ROLE.pay_period == "hour", HOURS_A_YEAR), else_=1)
"""The highest pay in cents a year; NULL when no pay is said. Says nothing across currencies."""
_NEWEST = (_ROLE.opened_at.desc().nulls_last(), _ROLE.id.desc())


def _among(column: ColumnElement, name: str) -> ColumnElement[bool]:
    return column.in_(bindparam(name, expanding=True))


CONDITIONS = {
    "own_offices": visible_from(bindparam("own_offices", expanding=True)),
    "state": _ROLE.state == bindparam("state"),
    "office": _among(_ROLE.office_id, "office"),
    "field": _among(_ROLE.field, "field"),
    "kind": _among(_ROLE.kind, "kind"),
    "language": _among(_ROLE.work_languages, "language"),
    "remote": _among(_ROLE.remote, "remote"),
    "pay": _yearly_pay >= bindparam("pay"),
    "currency": _ROLE.currency == bindparam("currency"),
    "opened_after": _ROLE.opened_at > bindparam("opened_after"),
    "opened_until": _ROLE.opened_at <= bindparam("opened_until"),
    "words": search.holds_words(_ROLE.id, bindparam("words")),
}
"""What may narrow the list, by the name of the value; `own_offices` is for who does not see every role."""
_ORDERS = {
    "newest": (),
    "pay": (_ROLE.currency != bindparam("first_currency"), _ROLE.currency, _yearly_pay.desc().nulls_last()),
    **{f"title_{code}": (Opportunity.sort.column(code),) for code in CODES},
}
"""The best paid come by currency, the asked one first: nothing compares dollars to euros."""

OFFICES = select(_OFFICE.id, _OFFICE.name, _OFFICE.currency).order_by(_OFFICE.name)
"""What offices are called and what they pay in, for the filters."""


@cached(512)
def select_listed(names: frozenset[str], order: str) -> Select:
    """`ROWS` and, in each, how many there are in all, narrowed by the conditions `names`; wants `most` as well.

    `order`: newest, pay (wants `first_currency`), or the title in one language (`title_fr`).
    """
    conditions = [CONDITIONS[name] for name in sorted(names)]
    total = select(func.count()).select_from(Opportunity.__table__).where(*conditions).scalar_subquery()
    query = ROWS.add_columns(total.label("total")).where(*conditions)
    return query.order_by(*_ORDERS[order], *_NEWEST).limit(bindparam("most"))


@cached(8)
def select_one(names: frozenset[str]) -> Select:
    """The columns of `OpportunityDetail` for the role `id`, within the conditions `names`."""
    limits = (CONDITIONS[name] for name in sorted(names))
    return select_fields(OpportunityDetail).where(_ROLE.id == bindparam("id"), *limits)


def _fitting() -> Select:
    fit = search.rank_by_name(_ROLE.id, bindparam("whole"), bindparam("begun"))
    found = ROWS.where(CONDITIONS["state"], CONDITIONS["words"])
    return found.order_by(fit, *_NEWEST).limit(bindparam("most"))


FITTING = _fitting()
"""The roles that hold `words`, those called so first (`search.called`)."""


def _alike() -> Select:
    same_field, same_office = _ROLE.field == bindparam("field"), _ROLE.office_id == bindparam("office")
    near = case((and_(same_field, same_office), 0), (same_field, 1), else_=2)
    others = ROWS.where(_ROLE.state == "open", _ROLE.id != bindparam("id"), or_(same_field, same_office))
    return others.order_by(near, *_NEWEST).limit(bindparam("most"))


SIMILAR = _alike()
"""Open roles of a `field`, those of the same `office` first, then others of it, without the role `id`."""


def _near() -> Select:
    here, its_field = _among(_ROLE.office_id, "offices"), _among(_ROLE.field, "fields")
    near = case((and_(here, its_field), 0), (here, 1), else_=2)
    return ROWS.where(_ROLE.state == "open").order_by(near, *_NEWEST).limit(bindparam("most"))


NEAREST = _near()
"""The open roles, those of `offices` and `fields` first, then those of `offices`."""
