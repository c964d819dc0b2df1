"""Giving open referrals to somebody else of the office: one, or many in one unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from portal.accounts.models import Membership, User
from portal.activity.event_types import Kind
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import Refused
from portal.referrals.handover.events import GIVEN, HANDED_OVER, NEW_CONTACT, PASSED_ON
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions

MOST = 100
"""Referrals that are handed over by one gesture."""
Seen = tuple[Referral, int]
"""A referral, and the version at which it was seen."""


def list_successors(offices: Iterable[int]) -> list[User]:
    """Who may take referrals over: the recruiters of every one of these `offices` who may sign in, by name."""
    wanted = sorted(set(offices))
    query = select(User).join(Membership, Membership.user_id == User.id).group_by(User.id)
    query = query.where(Membership.role == "recruiter", Membership.office_id.in_(wanted), User.disabled_at.is_(None))
    query = query.having(func.count(Membership.office_id.distinct()) == len(wanted))
    return list(db.session.scalars(query.order_by(User.sort_name, User.id)))


def check_number(number: int) -> None:
    """Raises Refused unless so many referrals can be handed over at once."""
    if not number:
        raise Refused(_("Tick at least one referral."))
    if number > MOST:
        raise Refused(
            ngettext(
                "At most %(num)s referral can be handed over at once. Tick fewer.",
                "At most %(num)s referrals can be handed over at once. Tick fewer.",
                MOST,
            )
        )


def hand_over_referrals(seen: Sequence[Seen], to_id: int | None, *, by: User, now: datetime) -> int:
    """Let the recruiter of id `to_id` handle these referrals; how many they did not handle before.

    Whoever is concerned is told once. Raises Refused, and Conflict when one of them changed since it was `seen`: then
    none may be kept.
    """
    check_number(len(seen))
    holder = _find_holder(to_id, [referral for referral, _version in seen])
    changed = [one for one in seen if one[0].recruiter_id != holder.id]
    before = [(referral, referral.recruiter_id) for referral, _version in changed]
    for referral, version in sorted(changed, key=lambda one: one[0].id):
        hand_over_silently(referral, holder, version=version, by=by, now=now)
    _tell_everybody(before, holder, by=by, now=now)
    return len(changed)


def hand_over_silently(
    referral: Referral, holder: User | None, *, version: int, by: User | None, now: datetime
) -> None:
    """Let `holder` (None: the recruiting team) handle the referral, as seen at `version`, and tell only its history.

    What is promised to its referrer stays: it is no news. Raises Refused, Conflict when somebody was faster.
    """
    if referral.closed_at is not None:
        raise Refused(_("This referral is closed."))
    if holder is not None and holder.id == referral.referrer_id:
        raise Refused(_("%(name)s made this referral: somebody else has to handle it.", name=holder.name))
    transitions.touch_referral(referral, version, recruiter_id=holder.id if holder else None)
    name = holder.name if holder else ""
    line = {"gesture": "handed", "to_name": name}
    transitions.add_line(referral, HANDED_OVER, by=by, now=now, line=line, facts={"holder": name})


def tell_people(
    kind: Kind, groups: dict[int | None, list[Referral]], holder: User | None, *, by: User | None, now: datetime
) -> None:
    """One notice of `kind` to each person (by id) of `groups`, about all referrals of theirs that `holder` handles."""
    for person, theirs in sorted((person, theirs) for person, theirs in groups.items() if person is not None):
        about = theirs[0] if len(theirs) == 1 else theirs[0].office
        facts = {"to": [person], "count": len(theirs), "holder": holder.name if holder else ""}
        record(kind, about, by=by, now=now, office_id=theirs[0].office_id, **facts)


def group_by_person(pairs: Iterable[tuple[int | None, Referral]]) -> dict[int | None, list[Referral]]:
    """The referrals of each person, from pairs of an id and a referral."""
    groups: dict[int | None, list[Referral]] = {}
    for person, referral in pairs:
        groups.setdefault(person, []).append(referral)
    return groups


def _find_holder(to_id: int | None, referrals: Sequence[Referral]) -> User:
    """The recruiter, who stays one until the unit of work ends. Raises Refused for who may not handle all of them."""
    held = (
        select(User).where(User.id == to_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    holder = db.session.scalar(held)
    for referral in referrals:
        if holder is None or not holder.is_active or not _recruits(holder.id, referral.office_id):
            raise Refused(_("Choose someone who recruits in this office: %(office)s.", office=referral.office.name))
    return holder


def _recruits(user_id: int, office_id: int) -> bool:
    """Whether they recruit there as the database knows it now."""
    held = select(Membership.id).where(Membership.user_id == user_id, Membership.role == "recruiter")
    return db.session.scalar(held.where(Membership.office_id == office_id).limit(1)) is not None


def _tell_everybody(before: list[tuple[Referral, int | None]], holder: User, *, by: User, now: datetime) -> None:
    if not before:
        return
    referrals = [referral for referral, _former in before]
    former = group_by_person((ident, referral) for referral, ident in before)
    tell_people(GIVEN, {holder.id: referrals}, holder, by=by, now=now)
    tell_people(PASSED_ON, former, holder, by=by, now=now)
    tell_people(NEW_CONTACT, group_by_person((one.referrer_id, one) for one in referrals), holder, by=by, now=now)
