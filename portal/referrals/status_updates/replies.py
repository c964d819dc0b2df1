"""A referrer's reply to a word of the office: in the history under it, told to who holds it, and no news by itself."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import User
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forbidden_numbers import refuse_in
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.stages import transitions
from portal.referrals.stages.gestures import INTERNAL_GESTURES
from portal.referrals.stages.transitions import Step
from portal.referrals.status_updates.events import REPLIED


def may_reply(referral: Referral, line: StageMove) -> bool:
    """Whether this line of its history is a word of somebody else to the referrer."""
    written = bool(line.note) and line.by_id not in (None, referral.referrer_id)
    return written and line.referral_id == referral.id and line.gesture not in INTERNAL_GESTURES


def reply_to_line(referral: Referral, line: StageMove, text: str, *, by: User, now: datetime) -> Step:
    """Keep `text`, cleaned and not empty, as the reply of the referrer `by` to `line` of the history of `referral`.

    The clock goes on and the card keeps its version. Raises Refused when `line` is no word to them, or when the text
    holds an identifier that must not be kept.
    """
    if not may_reply(referral, line):
        raise Refused(_("There is no note to reply to."))
    refuse_in(text)
    _set_replied(referral, now)
    told = {"note": text, "gesture": "reply", "replies_to_id": line.id}
    return transitions.add_line(referral, REPLIED, by=by, now=now, line=told)


def mark_read(referral: Referral) -> None:
    """Somebody of the office has read the replies, which need no answer."""
    _set_replied(referral, None)


def is_unread() -> ColumnElement[bool]:
    """SQL: a reply to which nothing was said since, and that nobody has marked as read."""
    unsaid = or_(Referral.last_news_at.is_(None), Referral.last_news_at < Referral.replied_at)
    return and_(Referral.replied_at.is_not(None), unsaid)


def _set_replied(referral: Referral, moment: datetime | None) -> None:
    mine = update(Referral).where(Referral.id == referral.id).values(replied_at=moment)
    db.session.execute(mine, execution_options={"synchronize_session": False})
    set_committed_value(referral, "replied_at", moment)
