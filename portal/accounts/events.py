"""What is kept of people and their access."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import END_STREAMS, Kind, declare_kind
from portal.activity.models import Entry


def _streams(_entry: Entry, person) -> list[tuple[str, str]]:
    """Whoever lost a session or changed roles is cut off at once; browsers that still may come back."""
    return [(END_STREAMS, f"user:{person.id}")]


SIGNED_IN = declare_kind(Kind("accounts.signed_in", _l("%(actor)s signed in")))
SIGNED_OUT = declare_kind(Kind("accounts.signed_out", _l("%(actor)s signed out"), topics=_streams))
PASSWORD_CHANGED = declare_kind(
    Kind("accounts.password_changed", _l("%(actor)s changed their password"), topics=_streams)
)
DETAILS_CHANGED = declare_kind(Kind("accounts.details_changed", _l("%(actor)s changed their details")))
DETAILS_CORRECTED = declare_kind(Kind("accounts.details_corrected", _l("%(actor)s changed the details of %(person)s")))
SESSIONS_ENDED = declare_kind(
    Kind("accounts.sessions_ended", _l("%(actor)s ended their other sessions"), topics=_streams)
)
CREATED = declare_kind(Kind("accounts.created", _l("%(actor)s added %(person)s")))
LINK_MADE = declare_kind(
    Kind("accounts.link_made", _l("%(actor)s made a link for %(person)s to choose a new password"))
)
RESET_ASKED = declare_kind(
    Kind("accounts.reset_asked", _l("An e-mail to choose a new password was requested for %(person)s"))
)
INVITED = declare_kind(Kind("accounts.invited", _l("%(actor)s invited %(person)s")))
INVITATION_NOT_DELIVERED = declare_kind(
    Kind(
        "accounts.invitation_not_delivered",
        _l("The invitation of %(person)s did not arrive: check the address, or pass a link on"),
        hears=lambda entry, _person: (entry.facts["host"],),
        link=lambda entry: f"/admin/people/{entry.subject_id}",
    )
)
INVITATION_ACCEPTED = declare_kind(Kind("accounts.invitation_accepted", _l("%(actor)s accepted their invitation")))
ROLES_CHANGED = declare_kind(
    Kind("accounts.roles_changed", _l("%(actor)s changed the roles of %(person)s"), topics=_streams)
)
DISABLED = declare_kind(Kind("accounts.disabled", _l("%(actor)s disabled the account of %(person)s"), topics=_streams))
ENABLED = declare_kind(Kind("accounts.enabled", _l("%(actor)s enabled the account of %(person)s")))
