"""Letters to a candidate that a mail server refuses for good: who is told, and until when it matters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, String, cast, func, literal, select

from portal.activity.log import record
from portal.core.db import db
from portal.mail.outbox import OutgoingLetter
from portal.referrals.consent import links
from portal.referrals.record.models import Referral
from portal.referrals.stages.events import NOT_DELIVERED


def report_bounce(candidate_id: int, facts: dict, now: datetime) -> None:
    """The office is told, and their referrer as long as they have a link to pass on to the candidate.

    `candidate_id`: to whom; `facts`: those of the letter.
    """
    referral = db.session.get(Referral, facts["referral"])
    if referral is None or referral.candidate_id != candidate_id or referral.candidate.erased_at is not None:
        return
    passed = links.passed_of(referral.id)
    asked = referral.agreed_at is None and referral.closed_at is None and passed is not None and passed.ended_at is None
    record(NOT_DELIVERED, referral, by=None, now=now, referrer=referral.referrer_id if asked else None)


def sent_at(candidate_id: int | ColumnElement[int]) -> ScalarSelect[datetime | None]:
    """SQL: when the last letter to that candidate left; NULL where none did."""
    to = literal("candidate:") + cast(candidate_id, String)
    return select(func.max(OutgoingLetter.sent_at)).where(OutgoingLetter.recipient == to).scalar_subquery()


def refused_at(candidate_id: int | ColumnElement[int]) -> ScalarSelect[datetime | None]:
    """SQL: when the last letter to that candidate was refused for good; NULL when it left, or none was written."""
    settled = func.coalesce(OutgoingLetter.sent_at, OutgoingLetter.parked_at)
    to = literal("candidate:") + cast(candidate_id, String)
    last = select(OutgoingLetter.parked_at).where(OutgoingLetter.recipient == to, settled.is_not(None))
    return last.order_by(settled.desc(), OutgoingLetter.id.desc()).limit(1).scalar_subquery()
