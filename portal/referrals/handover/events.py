"""What is kept of handing over; whoever is concerned hears of it once, however many referrals it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.activity.event_types import Kind, declare_kind
from portal.activity.models import Entry
from portal.referrals.record.audiences import screens_of
from portal.referrals.record.models import Referral


def _named(entry: Entry, _subject: object) -> Iterable[int]:
    return entry.facts["to"]


def _page(entry: Entry) -> str:
    return f"/referrals/{entry.subject_id}"


def _one_or(several: str) -> Callable[[Entry], str]:
    return lambda entry: _page(entry) if entry.subject_type == Referral.__tablename__ else several


def _holder(entry: Entry) -> dict:
    return {"holder": entry.facts.get("holder") or _l("the recruiting team")}


def _given(entry: Entry, _to: int | None) -> str:
    return ngettext(
        "%(actor)s handed a referral over to you",
        "%(actor)s handed %(num)s referrals over to you",
        entry.facts["count"],
        actor=entry.actor_name or "Relais",
    )


def _passed_on(entry: Entry, _to: int | None) -> str:
    return ngettext(
        "A referral that you handled is now handled by %(holder)s",
        "%(num)s referrals that you handled are now handled by %(holder)s",
        entry.facts["count"],
        **_holder(entry),
    )


def _new_contact(entry: Entry, _to: int | None) -> str:
    return ngettext(
        "One of your referrals is now handled by %(holder)s",
        "%(num)s of your referrals are now handled by %(holder)s",
        entry.facts["count"],
        **_holder(entry),
    )


HANDED_OVER = declare_kind(
    Kind(
        "referrals.handed_over",
        _l("%(actor)s handed a referral over; it is now handled by %(holder)s"),
        screens_of,
        link=_page,
        words=_holder,
    )
)
GIVEN = declare_kind(
    Kind(
        "referrals.given",
        _l("%(actor)s handed referrals over"),
        hears=_named,
        link=_one_or("/referrals/board?view=list&mine=yes"),
        told=_given,
        private=True,
    )
)
PASSED_ON = declare_kind(
    Kind(
        "referrals.passed_on",
        _l("%(actor)s handed referrals over"),
        hears=_named,
        link=_one_or("/referrals/board?view=list"),
        told=_passed_on,
        private=True,
    )
)
NEW_CONTACT = declare_kind(
    Kind(
        "referrals.new_contact",
        _l("%(actor)s handed referrals over"),
        hears=_named,
        link=_one_or("/referrals"),
        told=_new_contact,
        private=True,
    )
)
