"""When an office is open: the holidays of its region and the days on which it closes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import User
from portal.activity.log import record
from portal.core import locks
from portal.core.business_days import Calendar, public_holidays
from portal.core.caches import Shelf
from portal.core.db import PUBLIC, Model, db
from portal.core.errors import Refused
from portal.offices.events import CALENDAR_CHANGED
from portal.offices.models import Office

MOST_KEPT = 500
MOST_DAYS = 200
"""Closed days that one office may keep: more is a mistake of somebody's script."""
FURTHEST = 3
"""Years ahead that a closed day may be."""
_kept: Shelf[Calendar] = Shelf("offices.calendars._kept", MOST_KEPT)


class ClosedDay(Model):
    """A day on which one office is closed besides weekends and public holidays."""

    __tablename__ = "closed_day"
    __table_args__ = (UniqueConstraint("office_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=PUBLIC)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), info=PUBLIC)
    day: Mapped[date] = mapped_column(info=PUBLIC)
    name: Mapped[str] = mapped_column(String(120), default="", info=PUBLIC)


class WorkedHoliday(Model):
    """A public holiday on which one office works: the law leaves the choice of some days to the employer."""

    __tablename__ = "worked_holiday"
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), primary_key=True, info=PUBLIC)
    day: Mapped[date] = mapped_column(primary_key=True, info=PUBLIC)


@dataclass(frozen=True, slots=True)
class Closing:
    """A day on which the office is closed, or `worked`: a public holiday on which it works.

    id: of its own closed day, None for a public holiday.
    """

    day: date
    name: str
    id: int | None = None
    worked: bool = False


def calendar_of(office: Office) -> Calendar:
    """The calendar of `office`; read once for each of its versions."""
    return _kept.find_or_make(lambda: _read(office), office.id, office.version, office.created_at)


def _read(office: Office) -> Calendar:
    own = db.session.scalars(select(ClosedDay.day).where(ClosedDay.office_id == office.id))
    worked = db.session.scalars(select(WorkedHoliday.day).where(WorkedHoliday.office_id == office.id))
    return Calendar(office.timezone, office.region, frozenset(own), frozenset(worked))


def list_closings(office: Office, start: date, end: date, language: str) -> list[Closing]:
    """Every working day from `start` to `end` on which the office is closed, in order, public names in `language`.

    Among them the public holidays on which it works, marked so.
    """
    worked, public = calendar_of(office).worked, {}
    for year in range(start.year, end.year + 1):
        public |= public_holidays(office.region, year, language)
    found = {day: Closing(day, name, worked=day in worked) for day, name in public.items()}
    own = select(ClosedDay).where(ClosedDay.office_id == office.id, ClosedDay.day.between(start, end))
    found |= {closed.day: Closing(closed.day, closed.name, closed.id) for closed in db.session.scalars(own)}
    return [found[day] for day in sorted(found) if start <= day <= end and (day.weekday() < 5 or found[day].id)]


def close_on(office: Office, day: date, name: str, *, by: User, now: datetime) -> None:
    """Keep that `office` is closed on `day`. Raises Refused when it is so already, or in another age."""
    locks.take_lock(f"closed days:{office.id}")
    db.session.refresh(office)
    calendar = calendar_of(office)
    _check_near(calendar, day, now)
    if day in calendar.closed or calendar.is_holiday(day):
        raise Refused(_("The office is already closed on this day."))
    if len(calendar.closed) >= MOST_DAYS:
        raise Refused(_("That is too many days. Delete some old ones first."))
    db.session.add(ClosedDay(office_id=office.id, day=day, name=name))
    _changed(office, by, now)


def work_on(office: Office, day: date, *, by: User, now: datetime) -> None:
    """Keep that `office` works on the public holiday `day`; said again it is no matter.

    Raises Refused when that is none of its region, or in another age.
    """
    locks.take_lock(f"closed days:{office.id}")
    db.session.refresh(office)
    _check_near(calendar_of(office), day, now)
    if day not in public_holidays(office.region, day.year):
        raise Refused(_("This day is not a public holiday of the region."))
    if day not in calendar_of(office).worked:
        db.session.add(WorkedHoliday(office_id=office.id, day=day))
        _changed(office, by, now)


def rest_on(office: Office, day: date, *, by: User, now: datetime) -> None:
    """Take that back: `office` is closed on the public holiday `day` like everybody."""
    own = delete(WorkedHoliday).where(WorkedHoliday.office_id == office.id, WorkedHoliday.day == day)
    if db.session.execute(own).rowcount:
        _changed(office, by, now)


def open_on(office: Office, closed_id: int, *, by: User, now: datetime) -> None:
    """Take a closed day of `office` back; one that is gone already is no matter."""
    own = delete(ClosedDay).where(ClosedDay.id == closed_id, ClosedDay.office_id == office.id)
    if db.session.execute(own).rowcount:
        _changed(office, by, now)


def _check_near(calendar: Calendar, day: date, now: datetime) -> None:
    this_year = calendar.day_of(now).year
    if not this_year - 1 <= day.year <= this_year + FURTHEST:
        raise Refused(_("Choose a day this year or in the coming years."))


def _changed(office: Office, by: User, now: datetime) -> None:
    grown = update(Office).where(Office.id == office.id).values(version=Office.version + 1)
    db.session.flush()
    db.session.execute(grown, execution_options={"synchronize_session": False})
    db.session.refresh(office)
    record(CALENDAR_CHANGED, office, by=by, now=now, office_id=office.id, office=office.name)
