"""What the board asks the database, into plain objects: few statements, whatever the number of referrals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal, or_, select, true, union_all

from portal.accounts.models import User
from portal.core.db import db
from portal.notifications.models import Notice
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.referrals.models import OUTCOMES, Referral
from portal.referrals.pipeline.cards import Card, Referrer, card_of, selection
from portal.referrals.pipeline.filters import Filters
from portal.referrals.policy import STAFF
from portal.referrals.stages import OPEN

SIZE = 20
ROWS = 50
CLOSED = "closed"
COLUMNS = {**{stage: (stage,) for stage in OPEN}, CLOSED: OUTCOMES}


@dataclass(frozen=True, slots=True)
class Standing:
    """The offices whose board somebody reads, as (id, name, version, birth), and how many notices wait for them."""

    offices: tuple[tuple[int, str, int, datetime], ...]
    unread: int

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the offices."""
        return tuple(office[0] for office in self.offices)


@dataclass(frozen=True, slots=True)
class Head:
    """A column's figures: how many cards, and how many of them owe news. `outcomes` only for the closed one."""

    count: int = 0
    late: int = 0
    outcomes: tuple[tuple[str, int], ...] = ()

    @property
    def share_late(self) -> int:
        """Percentage of cards whose news is late, at least 1 when there is one."""
        return max(1, round(100 * self.late / self.count)) if self.late else 0


@dataclass(frozen=True, slots=True)
class Page:
    """Some cards of a column, and the mark after which the next ones come (None at the end)."""

    cards: tuple[Card, ...] = ()
    after: str | None = None


def standing(user: User) -> Standing:
    """What every answer of the board depends on besides its filters, in one statement."""
    asked = {"person": user.id} if user.is_admin else {"person": user.id, "offices": sorted(user.offices_as(*STAFF))}
    rows = db.session.execute(_standing(user.is_admin), asked).all()
    return Standing(tuple(tuple(row[:4]) for row in rows), rows[0][4] if rows else 0)


@lru_cache(maxsize=2)
def _standing(everywhere: bool) -> Select:
    """Built once: every answer of the board begins with it."""
    office, notice = Office.__table__.c, Notice.__table__.c
    unread = select(func.count()).where(notice.user_id == bindparam("person"), notice.read_at.is_(None))
    columns = (office.id, office.name, office.board_version, office.created_at, unread.scalar_subquery())
    mine = true() if everywhere else office.id.in_(bindparam("offices", expanding=True))
    return select(*columns).where(mine).order_by(office.name)


def heads(place: Standing, filters: Filters, now: datetime) -> dict[str, Head]:
    """The figures of every column."""
    late = func.sum(case((Referral.news_due_at <= now, 1), else_=0))
    kept = _kept(place, filters, now)
    still = select(Referral.stage, func.count(), late).where(*kept, Referral.stage.in_(OPEN))
    ended = select(Referral.stage, func.count(), literal(0)).where(*kept, Referral.stage.in_(OUTCOMES))
    both = union_all(still.group_by(Referral.stage), ended.group_by(Referral.stage))
    figures = {stage: (count, owing or 0) for stage, count, owing in db.session.execute(both)}
    found = {stage: Head(*figures.get(stage, (0, 0))) for stage in OPEN}
    ends = tuple((stage, figures[stage][0]) for stage in OUTCOMES if stage in figures)
    return found | {CLOSED: Head(sum(count for _stage, count in ends), 0, ends)}


def first_pages(place: Standing, filters: Filters, now: datetime) -> dict[str, Page]:
    """The first cards of every open column, in one statement."""
    parts = [_ids(place, filters, now, column).subquery() for column in OPEN]
    ids = union_all(*(select(part.c.id) for part in parts)).subquery()
    rows = db.session.execute(selection().where(Referral.id.in_(select(ids.c.id))).order_by(*_order(filters.sort)))
    by_column: dict[str, list] = {column: [] for column in OPEN}
    for row in rows:
        by_column[row.stage].append(row)
    return {column: _page(rows, filters, now) for column, rows in by_column.items()}


def column_page(
    place: Standing, filters: Filters, now: datetime, column: str, after: str = "", number: int = 0
) -> Page:
    """The cards of `column` that come after the mark `after`, or those of page `number` (from 0)."""
    if column == CLOSED:
        filters = replace(filters, sort="since")  # nothing is due any more
    ids = _ids(place, filters, now, column, after).offset(number * SIZE).subquery()
    rows = db.session.execute(selection().where(Referral.id.in_(select(ids.c.id))).order_by(*_order(filters.sort)))
    return _page(rows.all(), filters, now)


def one_card(place: Standing, filters: Filters, now: datetime, referral_id: int) -> Card | None:
    """The card of one referral as it is now; None when the filters leave it out."""
    rows = db.session.execute(selection().where(Referral.id == referral_id, *_kept(place, filters, now)))
    row = rows.first()
    return card_of(row, now) if row else None


def card_now(referral_id: int, now: datetime) -> Card:
    """The card of a referral that was found already. Raises NoResultFound."""
    return card_of(db.session.execute(selection().where(Referral.id == referral_id)).one(), now)


def listed(place: Standing, filters: Filters, now: datetime) -> Select:
    """The rows of the list view, as a query to be taken by pages."""
    return selection().where(*_kept(place, filters, now)).order_by(*_list_order(filters.sort))


def roles(place: Standing) -> tuple[tuple[int, str, str], ...]:
    """(id, French title, English title) of the roles that somebody was referred to."""
    return tuple(tuple(row) for row in db.session.execute(_roles(), {"offices": list(place.ids)}))


@lru_cache(maxsize=1)
def _roles() -> Select:
    role, referral = Opportunity.__table__.c, Referral.__table__.c
    used = exists().where(
        referral.opportunity_id == role.id, referral.office_id.in_(bindparam("offices", expanding=True))
    )
    titles = select(role.id, role.title_fr, role.title_en).where(used)
    return titles.order_by(role.sort_fr, role.id).limit(200)


def _kept(place: Standing, filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    late = [Referral.news_due_at <= now] if filters.overdue else []
    return [Referral.office_id.in_(place.ids), *filters.conditions(), *late]


def _ids(place: Standing, filters: Filters, now: datetime, column: str, after: str = "") -> Select:
    """The ids of one page of a column, and one more."""
    within = Referral.stage.in_(COLUMNS[column])
    query = select(Referral.id).where(*_kept(place, filters, now), within, _past(filters.sort, after))
    return query.order_by(*_order(filters.sort)).limit(SIZE + 1)


def _order(sort: str) -> tuple:
    if sort == "clock":
        return (Referral.news_due_at.is_(None), Referral.news_due_at, Referral.id)
    return Referral.stage_since.desc(), Referral.id.desc()


def _list_order(sort: str) -> tuple:
    order = {name: place for place, name in enumerate((*OPEN, *OUTCOMES))}
    first = {
        "stage": (case(order, value=Referral.stage),),
        "referrer": (Referrer.name,),
        "role": (Opportunity.sort_fr.is_(None), Opportunity.sort_fr),
        "clock": _order("clock"),
    }
    return *first.get(sort, ()), Referral.stage_since.desc(), Referral.id.desc()


def _past(sort: str, after: str) -> ColumnElement[bool]:
    """SQL: what comes after the mark, which no card's coming or going can shift."""
    micros, _sep, last = after.partition("-")
    if not (after.isascii() and micros.isdigit() and last.isdigit() and len(after) < 30):
        return Referral.id.is_not(None)
    moment = datetime.fromtimestamp(min(int(micros), 10**16) / 1_000_000, UTC)
    if sort == "clock":
        column = Referral.news_due_at
        return or_(column > moment, and_(column == moment, Referral.id > int(last)))
    column = Referral.stage_since
    return or_(column < moment, and_(column == moment, Referral.id < int(last)))


def _page(rows: Iterable, filters: Filters, now: datetime) -> Page:
    rows = list(rows)
    cards = tuple(card_of(row, now) for row in rows[:SIZE])
    return Page(cards, _mark(rows[SIZE - 1], filters.sort) if len(rows) > SIZE else None)


def _mark(row, sort: str) -> str | None:
    moment = row.news_due_at if sort == "clock" else row.stage_since
    return f"{round(moment.timestamp() * 1_000_000)}-{row.id}" if moment else None
