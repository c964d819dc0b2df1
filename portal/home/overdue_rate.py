"""The office's promise in one figure: the share of open referrals whose news is overdue (product.md, silence)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from portal.accounts.models import User
from portal.core.db import db
from portal.offices.models import Office
from portal.referrals.record.models import Referral
from portal.referrals.record.policy import works_on
from portal.referrals.stages.definitions import FIRST, HIRED
from portal.referrals.status_updates.overdue_stats import OverdueDay, OverdueShare, Point, read_trend
from portal.referrals.status_updates.pending import year_of


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands where in some offices. hired: since the first day of the year."""

    open: int
    awaiting: int
    overdue: int
    hired: int

    @property
    def silence(self) -> OverdueShare:
        """The open referrals, and those whose news is overdue."""
        return OverdueShare(self.open, self.overdue)


def of_offices(user: User, now: datetime) -> Figures:
    """The figures of the offices whose board `user` reads, else of those to which they belong, in one statement."""
    own = works_on(user) if user.is_staff else user.within(Referral.office_id)
    parts = {"awaiting": Referral.stage == FIRST, "overdue": Referral.news_due_at <= now}
    # who is hired stands there since the day it was closed, and of that the index of the board knows
    this_year = (Referral.stage == HIRED, Referral.stage_since >= year_of(now))
    hired = select(func.count()).where(own, *this_year).scalar_subquery()
    counted = {name: func.coalesce(func.sum(case((part, 1), else_=0)), 0) for name, part in parts.items()}
    counted |= {"open": func.count(), "hired": hired}
    columns = (column.label(name) for name, column in counted.items())
    query = select(*columns).select_from(Referral).where(own, Referral.closed_at.is_(None))
    return Figures(**db.session.execute(query).mappings().one())


def over_time(user: User, now: datetime) -> tuple[Point, ...]:
    """How silent these offices were, day by day."""
    return tuple(read_trend(user.within(OverdueDay.office_id), now.astimezone(ZoneInfo(user.timezone)).date()))


def offices_of(user: User) -> list[tuple[int, str]]:
    """(id, name) of the offices to which `user` belongs, the first ones first."""
    mine = select(Office.id, Office.name).where(Office.id.in_(sorted(user.offices_as()))).order_by(Office.name)
    return [(ident, name) for ident, name in db.session.execute(mine)]
