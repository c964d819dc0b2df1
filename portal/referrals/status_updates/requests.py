"""Asking for news: the referrer may, once a week for each referral; it lands first on the recruiter's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import User
from portal.core.db import db
from portal.core.errors import Refused
from portal.referrals.record.models import Referral
from portal.referrals.record.policy import works_on
from portal.referrals.stages import transitions
from portal.referrals.stages.transitions import Step
from portal.referrals.status_updates.events import NEWS_ASKED
from portal.web.i18n.formatting import format_day

AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Ask:
    """What the button says. again_at: from when they may ask again, None when they may now."""

    referral_id: int
    holder: str
    asked_at: datetime | None
    again_at: datetime | None


def ask_of(row, holder: str, now: datetime) -> Ask | None:
    """The button for an open referral (or any row with its columns) that `holder` holds; None for a closed one."""
    if row.closed_at is not None:
        return None
    asked = row.news_asked_at
    waits = asked is not None and now < asked + AGAIN
    return Ask(row.id, holder, asked if waits else None, asked + AGAIN if waits else None)


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
