"""Sending the candidate's link again: a fresh one, once a day, and the one before ends.

Before the candidate's answer their referrer asks for it, and it takes the place of a reminder to come: no more letters
leave than were promised. Whether one may leave at all (an address that was written to before, a wish for silence)
shows in no way. After the opening it is for the office, which is in touch with them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.db import db
from portal.core.errors import Refused
from portal.mail import outbox
from portal.mail.outbox import OutgoingLetter
from portal.referrals.consent import link_rotation, links
from portal.referrals.consent.events import LINK_RESENT
from portal.referrals.consent.invitations import INVITATION
from portal.referrals.consent.links import ConsentLink
from portal.referrals.record import contact_hashes, policy
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.stages import transitions
from portal.referrals.stages.definitions import FIRST
from portal.referrals.stages.gestures import RESENT

AGAIN = timedelta(days=1)
REMINDER = "consent.reminder"


def may_resend(user: User, referral) -> bool:
    """Whether `user` may have the link of `referral` (or any row with its columns) sent again, now or another day."""
    if referral.referrer_id == user.id:
        asked = referral.stage == FIRST and referral.agreed_at is None and referral.closed_at is None
        return asked and bool(referral.typed_email)
    return policy.may_move(user, referral) and policy.is_identity_open(referral) and bool(referral.candidate.email)


def resend_link(referral: Referral, *, by: User, now: datetime) -> None:
    """Have a fresh link leave for the candidate of `referral`, as `by` wants; the one before works no more.

    Raises Refused within a day of the last time, where none may be sent any more, and for the office where the person
    may not be written to.
    """
    link = links.link_of(referral.id)
    if link is None or link.ended_at is not None or not may_resend(by, referral):
        raise Refused(_("There is no link to send again."))
    db.session.refresh(link, with_for_update=True)  # of two at once one is first
    times = _asked_at(referral)
    if times and now - times[-1] < AGAIN:
        raise Refused(_("The link was already asked for today: once a day is enough."))
    if referral.referrer_id == by.id:
        _send_early(referral, link, times, now)
    elif not contact_hashes.may_write_to(referral.candidate):
        raise Refused(_("No e-mail may be written to this person: reach them in another way."))
    else:
        link_rotation.renew_link(link, now=now)
    transitions.add_line(referral, LINK_RESENT, by=by, now=now, line={"gesture": "resent"})


def _asked_at(referral: Referral) -> list[datetime]:
    mine = select(StageMove.at).where(StageMove.referral_id == referral.id, StageMove.gesture == RESENT)
    return list(db.session.scalars(mine.order_by(StageMove.id)))


def _send_early(referral: Referral, link: ConsentLink, times: list[datetime], now: datetime) -> None:
    """The reminder that would have come next leaves now, if this person was invited."""
    used: set[int] = set()
    for at in times:
        used |= set(_days_ahead(link, at, used)[:1])
    ahead = _days_ahead(link, now, used)
    if not ahead:
        raise Refused(_("No more e-mails may be sent to this person before they answer: pass the link on yourself."))
    if not contact_hashes.may_write_to(referral.candidate) or not _was_invited(referral):
        return
    links.renew_link(link)
    key, to = f"reminder:{referral.id}:{ahead[0]}", f"candidate:{referral.candidate_id}"
    outbox.post_letter(REMINDER, to=to, key=key, now=now, referral=referral.id)


def _days_ahead(link: ConsentLink, at: datetime, used: set[int]) -> list[int]:
    """The days of reminders that are still to come `at` a moment, but for those `used` already."""
    days = current_app.config["SETTINGS"].reminder_days
    return [day for day in days if day not in used and at < link.made_at + timedelta(days=day) < link.expires_at]


def _was_invited(referral: Referral) -> bool:
    sent = select(OutgoingLetter.id).where(OutgoingLetter.recipient == f"candidate:{referral.candidate_id}")
    sent = sent.where(OutgoingLetter.letter == INVITATION, OutgoingLetter.sent_at.is_not(None))
    return db.session.scalar(sent.limit(1)) is not None
