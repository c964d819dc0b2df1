"""Asking for a go-ahead, in one click and once; and giving it, for so many people until a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, or_, select, update

from portal.accounts.auth.locks import take_lock
from portal.accounts.models import User
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import Conflict, Refused
from portal.referrals.submission.weekly_limit import limit
from portal.referrals.submission.weekly_limit.events import ASKED, GIVEN, KEPT_BACK
from portal.referrals.submission.weekly_limit.limit import GoAhead

MOST = 30
LONGEST = timedelta(days=31)


def visible_to(user: User) -> ColumnElement[bool]:
    """SQL: one's own questions, and those of the offices where `user` recruits."""
    return or_(GoAhead.user_id == user.id, user.within(GoAhead.office_id, "recruiter"))


def may_answer(user: User, go_ahead: GoAhead) -> bool:
    """Whether `user` may give it: recruiters of the office, never to themselves."""
    return user.holds("recruiter", go_ahead.office_id) and go_ahead.user_id != user.id


def find_request(go_ahead_id: int, user: User) -> GoAhead:
    """The question of that id if `user` may know of it; else 404."""
    return db.first_or_404(select(GoAhead).where(GoAhead.id == go_ahead_id, visible_to(user)))


def ask_go_ahead(*, by: User, now: datetime) -> GoAhead | None:
    """Ask the recruiters of the office of `by`. The open question stands for a second one; None: none is needed."""
    take_lock(by.id)
    standing = limit.read_pace(by, now)
    if not standing.stops:
        return None
    if standing.asked is not None:
        return standing.asked
    office = min(by.memberships, key=lambda held: (held.role != "producer", held.office_id)).office_id
    asked = GoAhead(user_id=by.id, office_id=office, asked_at=now)
    db.session.add(asked)
    record(ASKED, asked, by=by, now=now)
    return asked


def answer_request(go_ahead: GoAhead, *, more: int, until: date, granted: bool, by: User, now: datetime) -> None:
    """Give the go-ahead for `more` people until the day `until`, or keep it back.

    Raises Refused for a number or a day that is none to give, Conflict when somebody has answered.
    `go_ahead` is the question, `granted` the answer.
    """
    today = now.astimezone(ZoneInfo(by.timezone)).date()
    if granted and not (1 <= more <= MOST and today <= until <= today + LONGEST):
        raise Refused(
            ngettext(
                "From 1 to %(num)s person, until a day of the coming month.",
                "From 1 to %(num)s people, until a day of the coming month.",
                MOST,
            )
        )
    values = {"answered_at": now, "by_id": by.id, "granted": granted, "more": more if granted else 0}
    open_one = update(GoAhead).where(GoAhead.id == go_ahead.id, GoAhead.answered_at.is_(None))
    done = db.session.execute(open_one.values(**values, until=until if granted else None))
    if not done.rowcount:
        raise Conflict(_("Someone has already answered."), go_ahead)
    db.session.refresh(go_ahead)
    record(GIVEN if granted else KEPT_BACK, go_ahead, by=by, now=now)
