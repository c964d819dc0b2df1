"""What the log keeps of a candidate's documents: that one was added or removed, never its name or words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.referrals.record.audiences import STAFF
from portal.referrals.record.models import Referral
from portal.referrals.record.policy import is_identity_open
from portal.referrals.stages.events import INTRODUCED


def _touches(_entry: Entry, referral: Referral) -> Iterator[tuple[str, str]]:
    for audience in STAFF:
        yield f"referral-{referral.id}", audience.format(referral.office_id)


def _holder_once_open(entry: Entry, referral: Referral) -> Sequence[int]:
    """Before the introduction opens nobody hears of it."""
    return INTRODUCED.hears(entry, referral) if is_identity_open(referral) else ()


ADDED = declare_kind(
    Kind(
        "documents.added",
        _l("The person referred added a document"),
        _touches,
        _holder_once_open,
        link=INTRODUCED.link,
    )
)
GIVEN = declare_kind(Kind("documents.given", _l("%(actor)s added a document that they were given"), _touches))
REMOVED = declare_kind(Kind("documents.removed", _l("The person referred removed a document"), _touches))
