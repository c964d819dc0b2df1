"""The kinds of activity around the silence: what Relais says by itself, and what a referrer asks."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.activity.kinds import Kind, declare
from portal.activity.models import Entry
from portal.referrals.activities import holders_of, screens_of
from portal.referrals.models import Referral


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
        "%(num)s referral needs news by the next working day",
        "%(num)s referrals need news by the next working day",
        entry.facts["count"],
    )


def _late(entry: Entry, _to: int | None) -> str:
    return ngettext(
        "%(num)s referral waits for news that is late",
        "%(num)s referrals wait for news that is late",
        entry.facts["count"],
    )


def _very_late(entry: Entry, _to: int | None) -> str:
    return ngettext(
        "%(num)s referral has waited for news three working days too long",
        "%(num)s referrals have waited for news three working days too long",
        entry.facts["count"],
    )


def _asked(entry: Entry) -> dict:
    return {"asked": entry.facts.get("asked") or _l("the office")}


NEWS_SOON = declare(
    Kind("referrals.news_soon", _l("News is due by the next working day"), hears=_named, link=_link, told=_soon)
)
REMINDED = declare(
    Kind("referrals.reminded", _l("Who owes news that is late was reminded"), hears=_named, link=_link, told=_late)
)
MANAGERS_TOLD = declare(
    Kind(
        "referrals.managers_told",
        _l("The managers were told of news that is very late"),
        hears=_named,
        link=_link,
        told=_very_late,
    )
)
HELD = declare(
    Kind(
        "referrals.held",
        _l("The referrer was told that there is no news yet and that %(asked)s has been asked"),
        screens_of,
        _referrer,
        _l("No news yet of a referral: %(asked)s has been asked"),
        _link,
        _asked,
    )
)
NEWS_ASKED = declare(
    Kind(
        "referrals.news_asked",
        _l("%(actor)s asked for news of this referral"),
        screens_of,
        holders_of,
        _l("%(actor)s asks for news of a referral"),
        _link,
    )
)
