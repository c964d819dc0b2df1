"""The referrer takes a referral back before the introduction opens: nothing of the person stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, cast, exists, literal, select

from portal.accounts.models import User
from portal.core.db import db
from portal.core.errors import Refused
from portal.mail import outbox
from portal.mail.delivery import is_unsettled
from portal.mail.outbox import OutgoingLetter
from portal.privacy import erasure
from portal.referrals.consent import links, register
from portal.referrals.consent.events import TAKEN_BACK
from portal.referrals.consent.links import ConsentLink
from portal.referrals.record import merged_candidates
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages import closing
from portal.referrals.stages import definitions as stages
from portal.referrals.stages.definitions import FIRST

LETTER = "consent.taken_back"
AT_LAST = timedelta(days=1)
"""However long the letter waits for a mail server, the data doesn't wait longer than this."""


def may_take_back(user: User, referral: Referral) -> bool:
    """Whether `user` may: it is their own referral, and the introduction has not opened or ended."""
    return referral.referrer_id == user.id and referral.stage == FIRST and referral.opened_at is None


def take_back(referral: Referral, *, by: User, now: datetime) -> None:
    """End the referral and erase the person; one who was written to, or had answered, is told first.

    Raises Refused once the introduction has opened or ended.
    """
    if not may_take_back(by, referral):
        raise Refused(closing.TOO_LATE)
    knows = referral.agreed_at is not None or _was_written_to(referral)
    register.withdraw_consent(referral, now=now)
    closing.close_referral(referral, stages.TAKEN_BACK, kind=TAKEN_BACK, word="", now=now, by=by, agreed_at=None)
    links.end_links(referral.id, now=now)
    if knows and referral.candidate.email:
        key, to = f"taken-back:{referral.id}", f"candidate:{referral.candidate_id}"
        outbox.post_letter(LETTER, to=to, key=key, now=now, referral=referral.id)
    else:
        _erase(referral, now)


def erase_told(now: datetime) -> int:
    """Chore: erase those who have been told, or could not be within a day; how many."""
    to = literal("candidate:").concat(cast(Candidate.id, String))
    waits = exists().where(OutgoingLetter.recipient == to, OutgoingLetter.letter == LETTER, is_unsettled())
    ended = select(Referral).join(ConsentLink, ConsentLink.referral_id == Referral.id).join(Candidate)
    ended = ended.where(Candidate.erased_at.is_(None), ConsentLink.ended_at.is_not(None), Referral.why != "")
    due = db.session.scalars(ended.where(~waits | (ConsentLink.ended_at <= now - AT_LAST))).all()
    for referral in due:
        _erase(referral, now)
    return len(due)


def _erase(referral: Referral, now: datetime) -> None:
    """The whole person, unless somebody else's referral of the same person goes on."""
    same = [record.id for record in merged_candidates.list_records(referral.candidate)]
    others = exists().where(Referral.candidate_id.in_(same), Referral.id != referral.id)
    lives = Referral.closed_at.is_(None) | Referral.agreed_at.is_not(None)
    if db.session.scalar(select(others.where(lives))):
        erasure.erase_words(referral, now=now)
    else:
        erasure.erase_candidate(referral.candidate, why="taken_back", now=now)


def _was_written_to(referral: Referral) -> bool:
    letters = exists().where(
        OutgoingLetter.recipient == f"candidate:{referral.candidate_id}", OutgoingLetter.sent_at.is_not(None)
    )
    return bool(db.session.scalar(select(letters)))
