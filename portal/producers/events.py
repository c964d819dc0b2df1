"""What is kept of a profile's life."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.producers.models import Profile


def _topics(_entry: Entry, profile: Profile) -> Iterator[tuple[str, str]]:
    for audience in (f"office:{profile.office_id}", "admins"):
        yield f"producer-{profile.user_id}", audience


def _both(_entry: Entry, profile: Profile) -> tuple[int | None, int | None]:
    return profile.user_id, profile.partner_id


def _page(entry: Entry) -> str:
    return f"/producers/{entry.subject_id}"


CHANGED = declare_kind(Kind("producers.changed", _l("%(actor)s edited their profile"), _topics, link=_page))
PARTNERED = declare_kind(
    Kind(
        "producers.partnered",
        _l("%(actor)s paired %(person)s with %(partner)s"),
        _topics,
        _both,
        link=_page,
    )
)
HANDED_OVER = declare_kind(
    Kind("producers.handed_over", _l("%(actor)s changed the partner of %(person)s"), _topics, link=_page)
)
