"""After a candidate's word the link that works from then on is theirs alone; what others may have seen of it ends."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from portal.core.db import db
from portal.mail import outbox
from portal.referrals.consent import links
from portal.referrals.consent.links import ConsentLink, Opened
from portal.referrals.record.models import Referral

LETTER = "consent.own_page"


def hand_over(opened: Opened, *, now: datetime, moved: bool = False) -> bool:
    """The candidate has said something: what was passed on ends; whether their own link is a fresh one now.

    It is after an answer by what was passed on: the one of before may wait in a mailbox that is not theirs. `moved`:
    they gave another e-mail address, so that what was written to the one before ends for every referral of theirs. A
    fresh link leaves by letter where there is an address.
    """
    links.end_passed(opened.referral.id, now=now)
    if moved:
        mine = select(ConsentLink).join(ConsentLink.referral).where(ConsentLink.ended_at.is_(None))
        mine = mine.where(Referral.candidate_id == opened.referral.candidate_id).order_by(ConsentLink.id)
        for link in db.session.scalars(mine).all():
            renew_link(link, now=now)
    elif not opened.own:
        renew_link(opened.link, now=now)
    return moved or not opened.own


def renew_link(link: ConsentLink, *, now: datetime) -> None:
    """Make the candidate's own link a fresh one, which leaves by letter where there is an address."""
    links.renew_link(link)
    person = link.referral.candidate
    if person.email:
        key = f"own-page:{link.token_digest}"
        outbox.post_letter(LETTER, to=f"candidate:{person.id}", key=key, now=now, referral=link.referral_id)
