"""What happens by itself around the day on which news is due, each step exactly once.

A step is a row of its own, unique for the referral, the step and the promise it is about: whoever writes it takes the
step. A second worker, a restart or a clock that jumps finds the row and does nothing; days that were slept through are
not made up for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, and_, exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from portal.activity.event_types import Kind
from portal.activity.log import record
from portal.core.db import OFFICE, Model, Moment, db
from portal.live import signals
from portal.offices import board_versions
from portal.offices.calendars import calendar_of
from portal.offices.models import Office
from portal.referrals.record.audiences import screens_of, staff_of
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.status_updates.events import HELD, MANAGERS_TOLD, NEWS_SOON, REMINDED

AGAIN = timedelta(days=7)
"""How long the referrer is left in peace after a message that says that there is none."""
MANAGERS_AFTER = 3
"""Business days of overdue news after which the managers of the office are told."""
AT_ONCE, HELD_AT_ONCE = 200, 40
"""Steps in one transaction: the rest follows at the next turn, and nobody's page waits long for it."""
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Escalation(Model):
    """One step that was taken for one promise of news."""

    __tablename__ = "escalation"
    __table_args__ = (UniqueConstraint("referral_id", "step", "about"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), info=OFFICE)
    step: Mapped[str] = mapped_column(String(24), info=OFFICE)
    """`soon`, `overdue`, `manager`; `remind 2026-11-23` and `hold 2026-11-23` with the day of the office."""
    about: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    """The moment at which news was promised."""
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)


def signal_turned(now: datetime) -> int:
    """Let the screens know whose clock turned near or overdue; who holds what is near is told. How many turned."""
    near = _take("soon", _waiting(Referral.news_soon_at <= now, Referral.news_due_at > now, ~_taken("soon")), now)
    late = _take("overdue", _waiting(Referral.news_due_at <= now, ~_taken("overdue")), now)
    _show(near + late, now)
    _tell_holders(NEWS_SOON, near, now)
    return len(near) + len(late)


def send_reminders(now: datetime) -> None:
    """In office hours: remind who owes news, tell managers of what is very late, and the referrers the truth."""
    owing = exists().where(Referral.office_id == Office.id, Referral.closed_at.is_(None), Referral.news_due_at <= now)
    for office in db.session.scalars(select(Office).where(owing)).all():
        calendar = calendar_of(office)
        today = calendar.day_of(now)
        if calendar.is_open(today) and calendar.opening(today) <= now < calendar.closing(today):
            _remind_office(office, now)


def _remind_office(office: Office, now: datetime) -> None:
    calendar = calendar_of(office)
    today = calendar.day_of(now)
    late = Referral.office_id == office.id, Referral.news_due_at < calendar.opening(today)
    _tell_holders(REMINDED, _take(f"remind {today}", _waiting(*late, ~_taken(f"remind {today}")), now), now)
    grave = [one for one in _waiting(*late, ~_taken("manager")) if _is_grave(one, now)]
    if told := _take("manager", grave, now):
        _tell(MANAGERS_TOLD, told, staff_of(office.id, "manager"), now)
    silent = _waiting(*late, ~_held_since(now - AGAIN))[:HELD_AT_ONCE]
    for referral in _take(f"hold {today}", silent, now):
        _hold(referral, now)


def _is_grave(referral: Referral, now: datetime) -> bool:
    return calendar_of(referral.office).evening_after(referral.news_due_at, MANAGERS_AFTER) <= now


def _waiting(*conditions: ColumnElement[bool]) -> list[Referral]:
    """Open referrals of these conditions, the longest waiting first, with their office and recruiter."""
    around = joinedload(Referral.office), joinedload(Referral.recruiter)
    query = select(Referral).options(*around).where(Referral.closed_at.is_(None), *conditions)
    return list(db.session.scalars(query.order_by(Referral.news_due_at, Referral.id).limit(AT_ONCE)))


def _taken(step: str) -> ColumnElement[bool]:
    """SQL: this step was taken for the present promise."""
    same = and_(Escalation.referral_id == Referral.id, Escalation.about == Referral.news_due_at)
    return exists().where(same, Escalation.step == step)


def _held_since(moment: datetime) -> ColumnElement[bool]:
    """SQL: the referrer was told after `moment` that there is no news, of this promise or of an earlier one."""
    held = Escalation.referral_id == Referral.id, Escalation.step.like("hold %"), Escalation.at > moment
    return exists().where(*held)


def _take(step: str, referrals: list[Referral], now: datetime) -> list[Referral]:
    """Those of `referrals` whose step nobody took before; from now on it is taken."""
    if not referrals:
        return []
    rows = [{"referral_id": one.id, "step": step, "about": one.news_due_at, "at": now} for one in referrals]
    insert = _INSERT[db.engine.dialect.name](Escalation).values(rows).on_conflict_do_nothing()
    mine = set(db.session.scalars(insert.returning(Escalation.referral_id)))
    return [one for one in referrals if one.id in mine]


def _show(referrals: list[Referral], now: datetime) -> None:
    if not referrals:
        return
    signals.write_signals([pair for one in referrals for pair in screens_of(None, one)], now)
    board_versions.mark_changed(one.office_id for one in referrals)


def _tell_holders(kind: Kind, referrals: list[Referral], now: datetime) -> None:
    """One notice to each who holds some of them; of those that nobody holds, one to all recruiters of the office."""
    groups: dict[tuple, list[Referral]] = {}
    for one in referrals:
        held = one.recruiter is not None and one.recruiter.is_active and one.recruiter.holds("recruiter", one.office_id)
        groups.setdefault((one.office_id, one.recruiter_id if held else None), []).append(one)
    for (office_id, holder), theirs in groups.items():
        _tell(kind, theirs, [holder] if holder else staff_of(office_id, "recruiter"), now)


def _tell(kind: Kind, referrals: list[Referral], people: Iterable[int], now: datetime) -> None:
    about = referrals[0] if len(referrals) == 1 else referrals[0].office
    facts = {"count": len(referrals), "to": list(people)}
    record(kind, about, by=None, now=now, office_id=referrals[0].office_id, **facts)


def _hold(referral: Referral, now: datetime) -> None:
    """Tell the referrer honestly that there is no news and who was asked; it is no news, so the clock stays."""
    asked = referral.recruiter.name if referral.recruiter else ""
    line = {"gesture": "holding", "by_name": asked}
    transitions.add_line(referral, HELD, by=None, now=now, line=line, facts={"asked": asked})
