"""What producers hear of a new role."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.opportunities.announcements import audience
from portal.opportunities.events import page_of, title_in
from portal.opportunities.models import Opportunity


def _whom_it_fits(_entry: Entry, role: Opportunity) -> Iterator[int]:
    """The producers of its office, and of no other, whose fields it fits."""
    return (
        one.id for one in audience.producers_of(role.office_id) if one.fits(role.field) and one.id != role.recruiter_id
    )


def _kind(verb: str, sentence) -> Kind:
    return declare_kind(Kind(f"opportunities.{verb}", sentence, hears=_whom_it_fits, link=page_of, words=title_in))


ANNOUNCED = _kind("announced", _l("New open role: “%(title)s”"))
ANNOUNCED_AT_ONCE = _kind("announced_at_once", _l("Urgent, new open role: “%(title)s”"))
