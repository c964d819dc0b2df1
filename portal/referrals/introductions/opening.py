"""The introduction opens when both have agreed, each on their own: the one place where that rule stands."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.mail import outbox
from portal.referrals.record import access_log
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.definitions import AFTER_YES, FIRST
from portal.referrals.stages.events import OPENED


def open_when_agreed(referral: Referral, *, by: User | None, now: datetime) -> bool:
    """Open the introduction if the candidate has agreed and the recruiter has accepted; whether it opened now.

    `by` is the recruiter whose answer made it complete, or None when it was the candidate's yes. From then on the
    office may read whom it is about; both are written to, the referrer is told. Called again it changes nothing.
    Raises Conflict when somebody changed the referral meanwhile.
    """
    if referral.opened_at is not None or referral.stage != FIRST:
        return False
    if referral.agreed_at is None or referral.recruiter_answer != "accepted":
        return False
    changes = {"opened_at": now, "last_news_at": now}
    if referral.recruiter_id is None and by is not None:
        changes["recruiter_id"] = by.id
    who = by or referral.recruiter
    line = {"by_id": who.id, "by_name": who.name} if who else {}
    facts = {"referrer": referral.referrer_id}
    transitions.apply(referral, AFTER_YES, kind=OPENED, by=by, now=now, line=line, facts=facts, **changes)
    _write_to_both(referral, now)
    return True


def _write_to_both(referral: Referral, now: datetime) -> None:
    """One letter to each, composed when it leaves: what is corrected or withdrawn meanwhile is respected."""
    candidate, recruiter = f"candidate:{referral.candidate_id}", f"user:{referral.recruiter_id}"
    key = f"introduction:{referral.id}"
    outbox.post_letter(
        "introductions.to_candidate", to=candidate, key=f"{key}:candidate", now=now, referral=referral.id
    )
    if referral.recruiter_id is not None:
        outbox.post_letter(
            "introductions.to_recruiter", to=recruiter, key=f"{key}:recruiter", now=now, referral=referral.id
        )
        access_log.record_sightings("letter", [referral.id], by=referral.recruiter, now=now)
