"""How a next step is said."""

from __future__ import annotations

from datetime import date, time

from portal.web.i18n.formatting import format_day_and_hour, format_hour, short_day
from portal.web.i18n.translations import gettext as _
from portal.web.i18n.translations import lazy_gettext as _l

INTERVIEW = "meeting"
KINDS = {
    "call_back": _l("Call back"),
    INTERVIEW: _l("Job interview"),
    "other": _l("Something else"),
}
ICONS = {"call_back": "phone", INTERVIEW: "calendar", "other": "clock"}


def describe_step(kind: str, day: date, hour: time | None) -> str:
    """`Call back, December 4, 2026 10:00 a.m.`: `day` and `hour` are those of the office."""
    return _("%(kind)s, %(when)s", kind=KINDS.get(kind, kind), when=format_day_and_hour(day, hour))


def describe_shortly(kind: str, day: date, hour: time | None) -> str:
    """The same for a card: `Call back, Dec 4 10:00 a.m.`; of `kind`, on `day` at `hour`."""
    when = f"{short_day(day)} {format_hour(hour)}" if hour else short_day(day)
    return _("%(kind)s, %(when)s", kind=KINDS.get(kind, kind), when=when)


def describe_details(whom: str, place: str) -> str:
    """With whom and where, on one line; "" when neither was said."""
    told = (_("With: %(name)s", name=whom) if whom else "", _("Where: %(place)s", place=place) if place else "")
    return " · ".join(part for part in told if part)
