"""What the log keeps of next steps. `told`: whether the page of the referrer shows it; nobody is notified."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.referrals.record.audiences import screens_of
from portal.referrals.record.models import Referral


def _screens(entry: Entry, referral: Referral) -> Iterator[tuple[str, str]]:
    own = f"user:{referral.referrer_id}"
    return (screen for screen in screens_of(entry, referral) if entry.facts["told"] or screen[1] != own)


def _link(entry: Entry) -> str:
    return f"/referrals/{entry.subject_id}"


STEP_PLANNED = declare_kind(
    Kind("referrals.step_planned", _l("%(actor)s planned the next step of a referral"), _screens, link=_link)
)
STEP_DONE = declare_kind(
    Kind("referrals.step_done", _l("%(actor)s did the next step of a referral"), _screens, link=_link)
)
STEP_DROPPED = declare_kind(
    Kind("referrals.step_dropped", _l("%(actor)s removed the next step of a referral"), _screens, link=_link)
)
