"""The office's promise in one figure: the share of open referrals whose news is overdue (product.md, silence)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from portal.accounts.models import User
from portal.core.db import db
from portal.offices.models import Office
from portal.referrals.models import Referral
from portal.referrals.silence_days import Point, Silence, SilenceDay, trend


@dataclass(frozen=True, slots=True)
class Figures:
    """What stands where in some offices. hired: since the first day of the year."""

    open: int
    awaiting: int
    overdue: int
    hired: int

    @property
    def silence(self) -> Silence:
        """The open referrals, and those whose news is overdue."""
        return Silence(self.open, self.overdue)


def of_offices(user: User, now: datetime) -> Figures:
    """The figures of the offices to which `user` belongs (all of them for admins), in one statement."""
    year = now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    is_open = Referral.closed_at.is_(None)
    counts = (
        is_open,
        Referral.stage == "awaiting_consent",
        is_open & (Referral.news_due_at <= now),
        (Referral.stage == "hired") & (Referral.closed_at >= year),
    )
    query = select(*(func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in counts))
    return Figures(*db.session.execute(query.where(user.within(Referral.office_id))).one())


def over_time(user: User, now: datetime) -> list[Point]:
    """How silent these offices were, day by day."""
    return trend(user.within(SilenceDay.office_id), now.astimezone(ZoneInfo(user.timezone)).date())


def offices_of(user: User) -> list[tuple[int, str]]:
    """(id, name) of the offices to which `user` belongs, the first ones first."""
    mine = select(Office.id, Office.name).where(Office.id.in_(sorted(user.offices_as()))).order_by(Office.name)
    return [(ident, name) for ident, name in db.session.execute(mine)]
