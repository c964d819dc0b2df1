"""The silence figure: how many open referrals wait longer than promised, now and day by day.

Shown openly to everybody of an office: it is the promise of the portal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, case, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import User
from portal.core.db import OFFICE, Model, db
from portal.offices.calendars import calendar_of
from portal.offices.models import Office
from portal.referrals.record.models import Referral

WEEKS = 13
QUARTERS = 4


class OverdueDay(Model):
    """The open referrals of one recruiter in one office at the end of a day, and how many of them waited too long.

    recruiter_id None: those that nobody held, or whose recruiter has gone since.
    """

    __tablename__ = "silence_day"
    __table_args__ = (Index("ix_silence_day_office", "office_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), info=OFFICE)
    recruiter_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    day: Mapped[date] = mapped_column(info=OFFICE)
    open: Mapped[int] = mapped_column(info=OFFICE)
    overdue: Mapped[int] = mapped_column(info=OFFICE)


@dataclass(frozen=True, slots=True)
class OverdueShare:
    """Some open referrals, and how many of them wait longer than promised. name: of what or whom it is told."""

    open: int
    overdue: int
    name: str = ""
    id: int | None = None

    @property
    def share(self) -> int:
        """Percent that wait too long; at least 1 as soon as one does."""
        return max(1, round(100 * self.overdue / self.open)) if self.overdue else 0


@dataclass(frozen=True, slots=True)
class Point:
    """The silence of one day."""

    day: date
    silence: OverdueShare


def record_day(now: datetime) -> None:
    """Keep how silent each office is on its present day; said again the same day, it replaces what was kept."""
    late = func.sum(case((Referral.news_due_at <= now, 1), else_=0))
    query = select(Referral.office_id, Referral.recruiter_id, func.count(), late).where(Referral.closed_at.is_(None))
    counts: dict[int, list] = {}
    for office_id, *counted in db.session.execute(query.group_by(Referral.office_id, Referral.recruiter_id)):
        counts.setdefault(office_id, []).append(counted)
    for office in db.session.scalars(select(Office).order_by(Office.id)).all():
        day = calendar_of(office).day_of(now)
        db.session.execute(delete(OverdueDay).where(OverdueDay.office_id == office.id, OverdueDay.day == day))
        for recruiter_id, number, overdue in counts.get(office.id, []):
            row = OverdueDay(office_id=office.id, recruiter_id=recruiter_id, day=day)
            row.open, row.overdue = number, overdue
            db.session.add(row)


def read_trend(offices: ColumnElement[bool], today: date) -> list[Point]:
    """The last WEEKS weeks of some offices (a condition on `SilenceDay.office_id`), one point a day that was kept."""
    sums = func.sum(OverdueDay.open), func.sum(OverdueDay.overdue)
    since = today - timedelta(weeks=WEEKS)
    query = select(OverdueDay.day, *sums).where(offices, OverdueDay.day > since, OverdueDay.day <= today)
    days = db.session.execute(query.group_by(OverdueDay.day).order_by(OverdueDay.day))
    return [Point(day, OverdueShare(number, overdue)) for day, number, overdue in days]


def by_week(points: list[Point]) -> list[Point]:
    """The last point of each week, for the table beside the line."""
    weeks = {point.day.isocalendar()[:2]: point for point in points}
    return list(weeks.values())


def by_recruiter(office: Office, now: datetime) -> list[OverdueShare]:
    """Of each who holds open referrals of the office; those that nobody holds come last, without a name."""
    late = func.sum(case((Referral.news_due_at <= now, 1), else_=0))
    query: Select = select(func.count(), late, User.name, Referral.recruiter_id).select_from(Referral)
    query = query.outerjoin(User, User.id == Referral.recruiter_id)
    query = query.where(Referral.office_id == office.id, Referral.closed_at.is_(None))
    query = query.group_by(Referral.recruiter_id, User.name, User.sort_name)
    rows = db.session.execute(query.order_by(Referral.recruiter_id.is_(None), User.sort_name))
    return [OverdueShare(number, overdue, name or "", ident) for number, overdue, name, ident in rows]


def by_quarter(office: Office, today: date) -> list[tuple[int, int, OverdueShare, dict[int | None, OverdueShare]]]:
    """(year, quarter, the mean of its days, that of each recruiter by id) of the last QUARTERS that have any.

    The newest comes first. A recruiter is counted on the days on which they held something.
    """
    kept = select(OverdueDay.day, OverdueDay.recruiter_id, OverdueDay.open, OverdueDay.overdue)
    kept = kept.where(OverdueDay.office_id == office.id, OverdueDay.day > today - timedelta(days=460))
    days: dict[tuple[int, int], dict[date, list[int]]] = {}
    theirs: dict[tuple[int, int], dict[int | None, list[list[int]]]] = {}
    for day, recruiter, *counted in db.session.execute(kept):
        quarter = day.year, (day.month + 2) // 3
        whole = days.setdefault(quarter, {}).setdefault(day, [0, 0])
        whole[:] = whole[0] + counted[0], whole[1] + counted[1]
        theirs.setdefault(quarter, {}).setdefault(recruiter, []).append(counted)
    return [
        (*quarter, _mean([*days[quarter].values()]), {one: _mean(some) for one, some in theirs[quarter].items()})
        for quarter in sorted(days, reverse=True)[:QUARTERS]
    ]


def _mean(days: list[list[int]]) -> OverdueShare:
    return OverdueShare(round(sum(day[0] for day in days) / len(days)), round(sum(day[1] for day in days) / len(days)))
