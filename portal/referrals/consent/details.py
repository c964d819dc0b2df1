"""What the candidate says of themselves: corrected in one place, right at once wherever it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from portal.activity.log import record
from portal.core.db import db
from portal.core.forbidden_numbers import refuse_in
from portal.referrals import finding, reach, stages
from portal.referrals.consent.activities import CORRECTED
from portal.referrals.models import Candidate, Referral

PARTS = ["name", "email", "phone", "language", "fields", "experience", "languages", "region", "availability", "link"]


def correct(candidate: Candidate, told: Mapping, *, now: datetime) -> bool:
    """Keep what the candidate says, cleaned values by name among PARTS; whether it changed anything.

    Search, board and letters that wait then say the new. Raises Refused when a text holds a forbidden number.
    """
    refuse_in(*(told[part] for part in PARTS if part not in ("email", "phone", "language", "fields", "link")))
    changed = [part for part in PARTS if getattr(candidate, part) != told[part]]
    for part in changed:
        setattr(candidate, part, told[part])
    if not changed:
        return False
    candidate.last_contact_at = now
    reach.keep(candidate)
    for referral in db.session.scalars(select(Referral).where(Referral.candidate_id == candidate.id)):
        stages.touch(referral, referral.version)
        finding.put(referral)
        record(CORRECTED, referral, by=None, now=now)
    return True


def of(referral: Referral) -> dict:
    """What the candidate's form shows first: their data, completed by what the referrer said of their work."""
    told = {part: getattr(referral.candidate, part) for part in PARTS}
    if referral.agreed_at is None:
        told["fields"] = told["fields"] or referral.fields
        told["experience"] = told["experience"] or referral.experience
    return told
