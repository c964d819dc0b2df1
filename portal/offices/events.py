"""What is kept of an office's life."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind

OPENED = declare_kind(Kind("offices.opened", _l("%(actor)s opened an office: %(office)s")))
CHANGED = declare_kind(Kind("offices.changed", _l("%(actor)s changed an office: %(office)s")))
SECOND_CONFIRMS = declare_kind(
    Kind(
        "offices.second_confirms",
        _l("%(actor)s decided that a second person confirms recorded consents: %(office)s"),
    )
)
ONE_RECORDS = declare_kind(
    Kind("offices.one_records", _l("%(actor)s decided that recorded consents need no second person: %(office)s"))
)
CALENDAR_CHANGED = declare_kind(
    Kind("offices.calendar_changed", _l("%(actor)s changed the closed days of an office: %(office)s"))
)
