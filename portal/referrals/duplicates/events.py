"""What is kept about people who are, or may be, the same: heard by the office alone, never by a referrer."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.referrals.record.audiences import STAFF
from portal.referrals.record.models import Referral
from portal.referrals.stages.events import INTRODUCED


def _office_alone(_entry: Entry, referral: Referral) -> Iterator[tuple[str, str]]:
    for audience in STAFF:
        yield f"referral-{referral.id}", audience.format(referral.office_id)


MENTIONED_AGAIN = declare_kind(
    Kind(
        "referrals.mentioned_again",
        _l("%(actor)s thought of this person too"),
        _office_alone,
        link=INTRODUCED.link,
    )
)
LIKENESS_FOUND = declare_kind(
    Kind(
        "referrals.likeness_found",
        _l("The office may already know this person"),
        _office_alone,
        INTRODUCED.hears,
        _l("Two people may be the same: compare them"),
        link=lambda entry: f"/referrals/likenesses/{entry.facts['likeness']}",
    )
)
MERGED = declare_kind(
    Kind(
        "referrals.merged",
        _l("%(actor)s found that two people are the same, and merged them"),
        INTRODUCED.topics,
        link=INTRODUCED.link,
    )
)
PARTED = declare_kind(
    Kind(
        "referrals.parted",
        _l("Two people who had been merged were parted again"),
        INTRODUCED.topics,
        link=INTRODUCED.link,
    )
)
KEPT_APART = declare_kind(
    Kind(
        "referrals.kept_apart",
        _l("%(actor)s found that two people are not the same"),
        _office_alone,
        link=INTRODUCED.link,
    )
)
OWNERSHIP_ENDS = declare_kind(
    Kind(
        "referrals.ownership_ends",
        _l("In 30 days someone else may refer this person too"),
        _office_alone,
        INTRODUCED.hears,
        _l("In 30 days someone else may refer a person you follow"),
        link=INTRODUCED.link,
    )
)
