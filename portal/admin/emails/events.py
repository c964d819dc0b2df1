"""What is kept of who looked after the letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.admin.emails.labels import title_of


def _titled(entry: Entry) -> dict:
    return {"letter": title_of(entry.facts["letter"])}


RETRIED = declare_kind(Kind("letters.retried", _l("%(actor)s resent an e-mail on hold: %(letter)s"), words=_titled))
ALL_RETRIED = declare_kind(Kind("letters.all_retried", _l("%(actor)s resent the e-mails on hold (%(number)s)")))
RHYTHM_CHANGED = declare_kind(
    Kind(
        "letters.rhythm_changed",
        _l("%(actor)s changed how often the people of an office get e-mail notifications: %(office)s"),
    )
)
