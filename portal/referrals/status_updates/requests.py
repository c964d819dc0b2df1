"""Asking for news: the referrer may, once a week for each referral; it lands first on the recruiter's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import User
from portal.core.business_days import Calendar
from portal.core.db import db
from portal.core.errors import Refused
from portal.referrals.record.models import Referral
from portal.referrals.record.policy import works_on
from portal.referrals.stages import transitions
from portal.referrals.stages.transitions import Step
from portal.referrals.status_updates.events import NEWS_ASKED
from portal.web.i18n.formatting import format_day

AGAIN = timedelta(days=7)
REST = 2
"""Open days after news in which the button is not offered; a page of before may still ask."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What the button says. again_at: from when they may ask again, None when they may now."""

    referral_id: int
    holder: str
    asked_at: datetime | None
    again_at: datetime | None
    had_news: bool = False
    """Whether news was given so lately that the button steps back until then."""


def ask_of(row, holder: str, now: datetime) -> Ask | None:
    """The button for an open referral (or any row with its columns) that `holder` holds; None for a closed one."""
    if row.closed_at is not None:
        return None
    asked = row.news_asked_at
    waits = asked is not None and now < asked + AGAIN
    rests_until = _rest_of(row)
    if not waits and rests_until is not None and now < rests_until:
        return Ask(row.id, holder, None, rests_until, had_news=True)
    return Ask(row.id, holder, asked if waits else None, asked + AGAIN if waits else None)


def _rest_of(row) -> datetime | None:
    """The evening of the second open day after the last news; the office's own closed days are not looked up."""
    if row.last_news_at is None:
        return None
    place = row.office if hasattr(row.office, "timezone") else row
    return Calendar(place.timezone, place.region).evening_after(row.last_news_at, REST)


def ask_for_news(referral: Referral, *, by: User, now: datetime) -> Step:
    """Keep that the referrer `by` asks for news, and tell who holds the referral.

    It is no news, so the clock goes on, and the card keeps its version: nobody who writes loses their place. Raises
    Refused when the referral is closed, or when they asked less than a week ago.
    """
    if referral.closed_at is not None:
        raise Refused(_("This referral is closed."))
    free = or_(Referral.news_asked_at.is_(None), Referral.news_asked_at <= now - AGAIN)
    mine = update(Referral).where(Referral.id == referral.id, free).values(news_asked_at=now)
    if not db.session.execute(mine, execution_options={"synchronize_session": False}).rowcount:
        db.session.refresh(referral, ["news_asked_at"])
        again = format_day(referral.news_asked_at + AGAIN)
        raise Refused(_("You have already asked this week. You may ask again from %(day)s.", day=again))
    set_committed_value(referral, "news_asked_at", now)
    return transitions.add_line(referral, NEWS_ASKED, by=by, now=now, line={"gesture": "asked"})


def is_unanswered() -> ColumnElement[bool]:
    """SQL: open referrals whose referrer asked for news and has had none since."""
    waits = or_(Referral.last_news_at.is_(None), Referral.last_news_at < Referral.news_asked_at)
    return and_(Referral.closed_at.is_(None), Referral.news_asked_at.is_not(None), waits)


def asked_for_news(user: User) -> list[int]:
    """The ids of the referrals of the user's offices that were asked about in vain so far: their own, longest first."""
    mine = select(Referral.id).where(works_on(user), is_unanswered(), Referral.referrer_id != user.id)
    held = Referral.recruiter_id == user.id
    return list(db.session.scalars(mine.order_by(held.desc(), Referral.news_asked_at, Referral.id)))
