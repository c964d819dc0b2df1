"""What the board asks the database, into plain objects: few statements, whatever the number of referrals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Row, Select

from portal.accounts.models import User
from portal.core.db import db
from portal.core.db import select_rows as found_by
from portal.core.translated import Texts
from portal.notifications import notices
from portal.opportunities.models import Opportunity
from portal.referrals.board import statements
from portal.referrals.board.cards import Card, card_of
from portal.referrals.board.filters import SORTS, Filters
from portal.referrals.board.statements import CLOSED, SIZE
from portal.referrals.record.policy import readable_offices
from portal.referrals.stages.definitions import OPEN, OUTCOMES

ROWS = 50
MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class BoardScope:
    """The offices whose board somebody reads, as (id, name, version, birth), and how many notices wait for them.

    `reader` is their id where some card names somebody to them otherwise than to others, else 0.
    """

    offices: tuple[tuple[int, str, int, datetime], ...]
    unread: int
    reader: int = 0

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of the offices."""
        return tuple(office[0] for office in self.offices)

    @property
    def reach(self) -> dict[str, object]:
        """These offices as the value of the condition `offices`."""
        return {"offices": list(self.ids)}


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


def read_scope(user: User) -> BoardScope:
    """What every answer of the board depends on besides its filters, in one statement."""
    found = found_by(statements.select_scope(user.is_admin), {"person": user.id} | _reach(user))
    if not found:
        return BoardScope((), notices.unread_count(user.id))
    unread = found[0][4]
    notices.learn_unread(user.id, unread)
    return BoardScope(tuple(tuple(row[:4]) for row in found), unread, user.id if found[0][5] else 0)


def _reach(user: User) -> dict[str, object]:
    offices = readable_offices(user)
    return {} if offices is None else {"offices": offices}


def read_heads(place: BoardScope, filters: Filters, now: datetime) -> dict[str, Head]:
    """The figures of every column. `place` is whose board, `filters` narrow it."""
    given = place.reach | filters.asked(now, place.ids)
    both = found_by(statements.select_heads(frozenset(given)), given | {"now": now})
    figures = {stage: (count, owing or 0) for stage, count, owing in both}
    found = {stage: Head(*figures.get(stage, (0, 0))) for stage in OPEN}
    ends = tuple((stage, figures[stage][0]) for stage in OUTCOMES if stage in figures)
    return found | {CLOSED: Head(sum(count for _stage, count in ends), 0, ends)}


def first_pages(place: BoardScope, filters: Filters, now: datetime) -> dict[str, Page]:
    """The first cards of every open column, in one statement. `place` is whose board, `filters` narrow it."""
    given = place.reach | filters.asked(now, place.ids)
    by_column: dict[str, list[Row]] = {column: [] for column in OPEN}
    for row in found_by(statements.first_pages(frozenset(given), filters.sort), given | {"reader": place.reader}):
        by_column[row.stage].append(row)
    return {column: _page(rows, filters.sort, now) for column, rows in by_column.items()}


def column_page(
    place: BoardScope, filters: Filters, now: datetime, column: str, after: str = "", number: int = 0
) -> Page:
    """The cards of `column` that come after the mark `after`, or those of page `number` (from 0).

    `place` is whose board, `filters` narrow it.
    """
    # what is closed owes no news
    sort = filters.sort if filters.sort in SORTS and column != CLOSED else "since"
    given, mark = place.reach | filters.asked(now, place.ids), _read(after)
    query = statements.column_page(frozenset(given), sort, column, bool(mark))
    return _page(found_by(query, given | mark | {"reader": place.reader, "skip": number * SIZE}), sort, now)


def one_card(user: User, filters: Filters, now: datetime, referral_id: int) -> Card | None:
    """The card of one referral as `user` may see it now; None when the filters leave it out."""
    given = _reach(user) | filters.asked(now, read_scope(user).ids if filters.text else ())
    found = found_by(statements.one_card(frozenset(given)), given | {"referral": referral_id, "reader": user.id})
    return card_of(found[0], now) if found else None


def card_now(user: User, referral_id: int, now: datetime) -> Card:
    """The card of a referral that `user` found already, with what this request has changed. Raises NoResultFound."""
    db.session.flush()
    given = {"referral": referral_id, "reader": user.id}
    return card_of(db.session.connection().execute(_CARD, given).one(), now)


_CARD = statements.one_card(frozenset())


def select_listed(place: BoardScope, filters: Filters, now: datetime) -> Select:
    """The rows of the list view, as a query to be taken by pages. `place` is whose board, `filters` narrow it."""
    given = place.reach | filters.asked(now, place.ids)
    return statements.select_listed(frozenset(given), filters.sort).params(given | {"reader": place.reader})


def list_opportunities(place: BoardScope) -> tuple[tuple[int, Texts], ...]:
    """(id, titles) of the roles that somebody was referred to."""
    found = found_by(statements.select_opportunities(), place.reach)
    return tuple((row.id, Opportunity.title.of(row)) for row in found)


def list_recruiters(place: BoardScope) -> tuple[tuple[int, str], ...]:
    """(id, name) of those who recruit in some of these offices and may sign in."""
    return tuple(tuple(row) for row in found_by(statements.select_recruiters(), place.reach))


def _read(after: str) -> dict[str, object]:
    """The values of a mark, after which the next cards come; nothing for one that makes no sense."""
    micros, _sep, last = after.partition("-")
    if not (after.isascii() and micros.isdigit() and last.isdigit() and len(after) < 30):
        return {}
    return {"mark": datetime.fromtimestamp(min(int(micros), 10**16) / 1_000_000, UTC), "last": min(int(last), MOST)}


def _page(rows: Sequence[Row], sort: str, now: datetime) -> Page:
    cards = tuple(card_of(row, now) for row in rows[:SIZE])
    return Page(cards, _mark(rows[SIZE - 1], sort) if len(rows) > SIZE else None)


def _mark(row: Row, sort: str) -> str | None:
    moment = row.news_due_at if sort == "clock" else row.stage_since
    return f"{round(moment.timestamp() * 1_000_000)}-{row.id}" if moment else None
