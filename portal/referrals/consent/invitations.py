"""Writing to a candidate who did not ask for it: at most one letter for each person, by the outbox."""

from __future__ import annotations

from datetime import datetime

from portal.core.tokens import reach_digest
from portal.mail import outbox
from portal.referrals.consent import links
from portal.referrals.record.models import Referral

INVITATION = "consent.invitation"


def invite_candidate(referral: Referral, *, now: datetime) -> None:
    """Queue the invitation to the candidate's own page, where there is an address.

    It is asked of the person, not of the referral: an address that was written to once is not written to again, also
    after an erasure, and the referrer passes a link on by hand. Whether it may leave at all (they may have asked not to
    be written to) is decided when it leaves, so that nothing about it shows here.
    """
    person = referral.candidate
    if person.email and not links.was_written_to(person.email):
        key = f"invitation:{reach_digest(person.email)}"
        outbox.post_letter(INVITATION, to=f"candidate:{person.id}", key=key, now=now, referral=referral.id)
