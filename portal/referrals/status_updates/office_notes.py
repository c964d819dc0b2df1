"""What the office keeps for itself: a note, and a call with the person. The referrer never hears that it is there."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.forbidden_numbers import refuse_in
from portal.core.text_normalization import clean_text
from portal.referrals.record.models import Referral
from portal.referrals.record.policy import is_identity_open
from portal.referrals.stages import transitions
from portal.referrals.stages.transitions import Step
from portal.referrals.status_updates import updates
from portal.referrals.status_updates.events import NOTED_INSIDE, PERSON_CALLED


def write_office_note(referral: Referral, note: str, *, by: User, now: datetime) -> Step:
    """Keep `note`, cleaned and not empty, for the office. No news to anybody, and the card keeps its version.

    Raises Refused when it holds an identifier that must not be kept.
    """
    refuse_in(note)
    line = {"private_note": note, "gesture": "office_note"}
    return transitions.add_line(referral, NOTED_INSIDE, by=by, now=now, line=line)


def log_person_call(referral: Referral, note: str, *, by: User, now: datetime) -> Step:
    """Keep that `by` spoke with the person; `note` says of what, for the office. The time of keeping runs from now.

    Raises Refused as `write_office_note` does, and while the office may not know who it is.
    """
    if not is_identity_open(referral):
        raise Refused(_("This person can’t be called yet: the introduction is not open."))
    refuse_in(note)
    referral.candidate.last_contact_at = now
    line = {"private_note": note, "gesture": "person_call"}
    return transitions.add_line(referral, PERSON_CALLED, by=by, now=now, line=line)


def keep_notes(referral: Referral, note: str, private_note: str, *, by: User, now: datetime) -> Step:
    """Keep what was written where no other stage was chosen: `note` reaches the referrer, `private_note` stays inside.

    Raises Refused when both are empty, or as the others do.
    """
    note, private_note = clean_text(note), clean_text(private_note)
    if note:
        return updates.tell_referrer(referral, note, by=by, now=now, private_note=private_note)
    if private_note:
        return write_office_note(referral, private_note, by=by, now=now)
    raise Refused(_("Choose another stage, or write a note."))
