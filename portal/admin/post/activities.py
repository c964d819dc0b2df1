"""What is kept of who looked after the letters."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.activity.kinds import Kind, declare
from portal.activity.models import Entry
from portal.admin.post.titles import title_of


def _titled(entry: Entry) -> dict:
    return {"letter": title_of(entry.facts["letter"])}


RETRIED = declare(Kind("letters.retried", _l("%(actor)s had a parked letter tried again: %(letter)s"), words=_titled))
ALL_RETRIED = declare(Kind("letters.all_retried", _l("%(actor)s had the parked letters tried again (%(number)s)")))
RHYTHM_CHANGED = declare(
    Kind("letters.rhythm_changed", _l("%(actor)s changed how the people of the office %(office)s have their notices"))
)
