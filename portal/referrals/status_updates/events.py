"""The kinds of activity around the silence: what Relais says by itself, and what a referrer asks."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.referrals.record.audiences import holders_of, office_screens_of, screens_of
from portal.referrals.record.models import Referral


def _named(entry: Entry, _subject: object) -> Iterable[int]:
    return entry.facts["to"]


def _referrer(_entry: Entry, referral: Referral) -> tuple[int]:
    return (referral.referrer_id,)


def _link(entry: Entry) -> str:
    """The referral itself; the list of those that wait when there are several."""
    if entry.subject_type == Referral.__tablename__:
        return f"/referrals/{entry.subject_id}"
    late = "" if entry.kind == "referrals.news_soon" else "&overdue=yes"
    return f"/referrals/board?view=list&sort=clock&office={entry.subject_id}{late}"


def _soon(entry: Entry, _to: int | None) -> str:
    return ngettext(
        "%(num)s referral needs an update by the next business day",
        "%(num)s referrals need an update by the next business day",
        entry.facts["count"],
    )


def _late(entry: Entry, _to: int | None) -> str:
    return ngettext(
        "%(num)s referral has an overdue update",
        "%(num)s referrals have overdue updates",
        entry.facts["count"],
    )


def _very_late(entry: Entry, _to: int | None) -> str:
    return ngettext(
        "%(num)s referral has an update three business days overdue",
        "%(num)s referrals have updates three business days overdue",
        entry.facts["count"],
    )


def _asked(entry: Entry) -> dict:
    return {"asked": entry.facts.get("asked") or _l("the office")}


NEWS_SOON = declare_kind(
    Kind("referrals.news_soon", _l("An update is due by the next business day"), hears=_named, link=_link, told=_soon)
)
REMINDED = declare_kind(
    Kind("referrals.reminded", _l("Reminder sent: overdue update"), hears=_named, link=_link, told=_late)
)
MANAGERS_TOLD = declare_kind(
    Kind(
        "referrals.managers_told",
        _l("The managers were told of a very late update"),
        hears=_named,
        link=_link,
        told=_very_late,
    )
)
HELD = declare_kind(
    Kind(
        "referrals.held",
        _l("The referrer was told that there is no update yet; reminder sent to: %(asked)s"),
        screens_of,
        _referrer,
        _l("No update yet on a referral. Reminder sent to: %(asked)s"),
        _link,
        _asked,
    )
)
NEWS_ASKED = declare_kind(
    Kind(
        "referrals.news_asked",
        _l("%(actor)s requested an update on a referral"),
        screens_of,
        holders_of,
        _l("%(actor)s requests an update on a referral"),
        _link,
    )
)
REPLIED = declare_kind(
    Kind(
        "referrals.replied",
        _l("%(actor)s replied about a referral"),
        screens_of,
        holders_of,
        _l("%(actor)s replied to a note about a referral"),
        _link,
    )
)
NOTED_INSIDE = declare_kind(
    Kind("referrals.noted_inside", _l("%(actor)s wrote a note for the office"), office_screens_of, link=_link)
)
PERSON_CALLED = declare_kind(
    Kind("referrals.person_called", _l("%(actor)s spoke with someone who was referred"), office_screens_of, link=_link)
)
BEGINS = declare_kind(
    Kind(
        "referrals.begins",
        _l("Someone who was referred begins today"),
        screens_of,
        _referrer,
        _l("Someone you referred begins today"),
        _link,
    )
)
