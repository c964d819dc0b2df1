"""How many people a producer refers in a week: a reminder about quality, then a recruiter's go-ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import relationship as related

from portal.accounts.auth.locks import take_lock
from portal.accounts.models import User
from portal.core.db import OFFICE, Model, Moment, db
from portal.core.errors import Refused
from portal.offices.models import Office
from portal.referrals.duplicates.models import SecondMention
from portal.referrals.record.models import Referral

WEEK = timedelta(days=7)
MANY = 3
"""Referrals in seven days from which on the form reminds of quality (product.md, Not like candy)."""


class GoAhead(Model):
    """A producer past the limit asked to go on; a recruiter of their office answers: `more` people until a day."""

    __tablename__ = "go_ahead"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True, info=OFFICE)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), index=True, info=OFFICE)
    asked_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    answered_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    granted: Mapped[bool] = mapped_column(default=False, info=OFFICE)
    more: Mapped[int] = mapped_column(default=0, info=OFFICE)
    until: Mapped[date | None] = mapped_column(info=OFFICE)
    user: Mapped[User] = related(foreign_keys=[user_id])
    by: Mapped[User | None] = related(foreign_keys=[by_id])
    office: Mapped[Office] = related()


@dataclass(frozen=True, slots=True)
class Pace:
    """The last seven days of a producer. `left`: how many the go-ahead in force still allows past the limit."""

    made: int
    limit: int
    left: int
    asked: GoAhead | None
    """The question that nobody has answered yet."""

    @property
    def reminds(self) -> bool:
        """Whether the form reminds of quality."""
        return self.made >= MANY

    @property
    def stops(self) -> bool:
        """Whether a go-ahead is needed first."""
        return self.made >= self.limit and self.left <= 0


def read_pace(user: User, now: datetime) -> Pace:
    """The pace of `user`: two statements, three when they are past the limit."""
    limit = current_app.config["SETTINGS"].weekly_limit
    made = _made(user, now - WEEK)
    latest = select(GoAhead).where(GoAhead.user_id == user.id).order_by(GoAhead.id.desc()).limit(1)
    last = db.session.scalar(latest) if made >= limit else None
    if last is None or last.answered_at is None:
        return Pace(made, limit, 0, last)
    in_force = last.granted and last.until is not None and last.until >= now.astimezone(ZoneInfo(user.timezone)).date()
    return Pace(made, limit, last.more - _made(user, last.answered_at) if in_force else 0, None)


def check_limit(user: User, now: datetime) -> None:
    """Raise Refused when `user` needs a recruiter's go-ahead before the next referral."""
    take_lock(user.id)
    if read_pace(user, now).stops:
        raise Refused(_("That is a lot of people for one week. A recruiter’s go-ahead comes first: ask for it below."))


def _made(user: User, since: datetime) -> int:
    """How many people `user` named: also those whom somebody else had referred first."""
    made = select(func.count()).where(Referral.referrer_id == user.id, Referral.created_at > since)
    named = select(func.count()).where(SecondMention.user_id == user.id, SecondMention.at > since)
    return db.session.scalar(select(made.scalar_subquery() + named.scalar_subquery())) or 0
