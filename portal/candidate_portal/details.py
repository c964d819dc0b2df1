"""What the candidate says of themselves: corrected in one place, right at once wherever it is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _

from portal.activity.log import record
from portal.core import columns
from portal.core.columns import CANDIDATE
from portal.core.contact_details.email_addresses import is_same
from portal.core.errors import Refused
from portal.core.forbidden_numbers import refuse_in
from portal.referrals.consent.events import CORRECTED
from portal.referrals.record import contact_hashes, merged_candidates, search_index
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages import transitions

PARTS = columns.told_by(Candidate, CANDIDATE)


def correct_details(candidate: Candidate, told: Mapping, *, now: datetime) -> list[str]:
    """Keep what the candidate says, cleaned values by name among PARTS; which of them changed.

    Search, board and letters that wait then say the new. Raises Refused when a text holds a forbidden number, or the
    address is that of who introduces them: the letters to a candidate are for the candidate.
    """
    refuse_in(*(told[part] for part in columns.typed_freely(Candidate, CANDIDATE)))
    changed = [part for part in PARTS if getattr(candidate, part) != told[part]]
    referrals = merged_candidates.referrals_of(merged_candidates.list_records(candidate))
    for referral in referrals if "email" in changed else ():
        if is_same(told["email"], referral.referrer.email):
            raise Refused(_("This is the address of %(name)s. Give one of your own.", name=referral.referrer.name))
    for part in changed:
        setattr(candidate, part, told[part])
    if not changed:
        return changed
    candidate.last_contact_at = now
    contact_hashes.keep_hashes(candidate)
    for referral in referrals:
        transitions.touch_referral(referral, referral.version)
        search_index.index_referral(referral)
        record(CORRECTED, referral, by=None, now=now)
    return changed


def read_details(referral: Referral) -> dict:
    """What the candidate's form shows first: their data, completed by what the referrer said of their work."""
    told = {part: getattr(referral.candidate, part) for part in PARTS}
    if referral.agreed_at is None:
        told["fields"] = told["fields"] or referral.fields
        told["experience"] = told["experience"] or referral.experience
    return told
