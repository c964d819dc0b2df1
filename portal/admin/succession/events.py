"""What is kept of a succession: everybody concerned hears of it once."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry


def _named(entry: Entry, _person: object) -> list[int]:
    return entry.facts["to"]


def _holder(entry: Entry) -> str:
    return entry.facts["holder"] or str(_l("the recruiting team"))


def _told_producer(entry: Entry, _to: int | None) -> str:
    words = {"person": entry.facts["person"], "holder": _holder(entry)}
    if not entry.facts["partner"]:
        return _("%(person)s handed your referrals over. They are now handled by %(holder)s.", **words)
    return _("%(person)s is no longer your partner. Your contact is now %(holder)s.", **words)


def _told_successor(entry: Entry, _to: int | None) -> str:
    words = {"actor": entry.actor_name or "Relais", "person": entry.facts["person"]}
    return _("%(actor)s handed over to you what %(person)s looked after", **words)


HANDED_ON = declare_kind(
    Kind("referrals.handed_on", _l("%(actor)s decided who takes over what %(person)s looked after"))
)
TOLD_PRODUCER = declare_kind(
    Kind(
        "referrals.new_holder",
        _l("%(actor)s decided who takes over what %(person)s looked after"),
        hears=_named,
        link=lambda _entry: "/referrals",
        told=_told_producer,
        private=True,
    )
)
TOLD_SUCCESSOR = declare_kind(
    Kind(
        "referrals.succeeded",
        _l("%(actor)s decided who takes over what %(person)s looked after"),
        hears=_named,
        link=lambda _entry: "/referrals/day",
        told=_told_successor,
        private=True,
    )
)
