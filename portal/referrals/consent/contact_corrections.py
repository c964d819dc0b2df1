"""The referrer corrects how the person can be reached, as long as that person has said nothing.

Who held the links of before was somebody else, maybe: they end, and nothing is ever said to the address of before.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from portal.accounts.models import User
from portal.core.contact_details.email_addresses import is_same
from portal.core.db import db
from portal.core.errors import Refused
from portal.mail.outbox import OutgoingLetter
from portal.referrals.consent import invitations, links
from portal.referrals.consent.events import REACHED_ANEW
from portal.referrals.record import contact_hashes
from portal.referrals.record.contact_hashes import ContactHash
from portal.referrals.record.models import Candidate, Referral, StageMove
from portal.referrals.record.policy import is_proposed
from portal.referrals.stages import transitions

GESTURE = "reached"
MOST = 3
"""Corrections of one referral: whoever needs more does not know how to reach this person."""


def may_correct(user: User, referral: Referral) -> bool:
    """Whether `user` may: it is their own referral, and the person has said nothing yet."""
    if referral.referrer_id != user.id or not is_proposed(referral) or referral.agreed_at is not None:
        return False
    passed = links.passed_of(referral.id)
    return passed is not None and passed.ended_at is None


def correct_contact(referral: Referral, *, email: str, phone: str, by: User, now: datetime, version: int) -> bool:
    """From now on the person of `referral` is reached at `email`, `phone` or both; whether that is anything new.

    `version` is what `by` saw. The links of before end; an address that was never written to gets an invitation, with
    all the time to answer. Raises Refused once the person has said something, without any way to reach them, for the
    referrer's own address and beyond MOST; Conflict when somebody was faster.
    """
    _check(referral, email, phone, by)
    if (email, phone) == (referral.typed_email, referral.typed_phone):
        return False
    moved = not is_same(email, referral.typed_email)
    told = {"line": {"gesture": "reached"}, "typed_email": email, "typed_phone": phone}
    transitions.apply(referral, referral.stage, kind=REACHED_ANEW, by=by, now=now, version=version, **told)
    _keep_anew(referral.candidate, email, phone)
    _end_links_of_before(referral, now, moved=moved)
    if moved:
        invitations.invite_candidate(referral, now=now)
    return True


def _check(referral: Referral, email: str, phone: str, by: User) -> None:
    if not may_correct(by, referral):
        raise Refused(
            _("There has been an answer in the meantime, or the referral has ended: nothing can be corrected here.")
        )
    if not email and not phone:
        raise Refused(_("Give an e-mail address or a phone number, at least one."))
    if is_same(email, by.email):
        raise Refused(_("This is your own address. Give theirs."))
    lines = select(func.count()).where(StageMove.referral_id == referral.id, StageMove.gesture == GESTURE)
    if db.session.scalar(lines) >= MOST:
        raise Refused(_("It was corrected several times already. Pass the link on yourself, or withdraw the referral."))


def _keep_anew(person: Candidate, email: str, phone: str) -> None:
    """What reaches them no more is somebody else’s, unless it asked for silence: then it may have been theirs."""
    before = contact_hashes.hash_addresses(person.email, person.phone)
    quiet = contact_hashes.is_suppressed(person.email, person.phone)
    person.email, person.phone = email, phone
    gone = set(before).difference(contact_hashes.hash_addresses(email, phone))
    if gone and not quiet:
        mine = delete(ContactHash).where(ContactHash.candidate_id == person.id, ContactHash.digest.in_(gone))
        db.session.execute(mine)
    db.session.flush()
    contact_hashes.keep_hashes(person)


def _end_links_of_before(referral: Referral, now: datetime, *, moved: bool) -> None:
    links.renew_link(links.passed_of(referral.id))
    if not moved:
        return
    link = links.link_of(referral.id)
    links.renew_link(link)
    link.expires_at = now + timedelta(days=current_app.config["SETTINGS"].consent_days)
    mine = (
        OutgoingLetter.recipient == f"candidate:{referral.candidate_id}",
        OutgoingLetter.letter.startswith("consent."),
    )
    db.session.execute(delete(OutgoingLetter).where(OutgoingLetter.sent_at.is_(None), *mine))
