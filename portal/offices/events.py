"""What is kept of an office's life."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare

OPENED = declare(Kind("offices.opened", _l("%(actor)s opened an office: %(office)s")))
CHANGED = declare(Kind("offices.changed", _l("%(actor)s changed an office: %(office)s")))
SECOND_CONFIRMS = declare(
    Kind(
        "offices.second_confirms",
        _l("%(actor)s decided that a second person confirms recorded consents: %(office)s"),
    )
)
ONE_RECORDS = declare(
    Kind("offices.one_records", _l("%(actor)s decided that recorded consents need no second person: %(office)s"))
)
CALENDAR_CHANGED = declare(
    Kind("offices.calendar_changed", _l("%(actor)s changed the closed days of an office: %(office)s"))
)
