"""Handing on all that somebody holds, before their account is disabled or they recruit no more: all of it, at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.activity.log import record
from portal.admin.succession import holdings
from portal.admin.succession.events import HANDED_ON, TOLD_PRODUCER, TOLD_SUCCESSOR
from portal.core.db import db
from portal.core.errors import Refused
from portal.opportunities import lifecycle
from portal.producers import profiles
from portal.referrals.handover import assignment

Choice = Callable[[holdings.Group, holdings.Held], int | None]
"""Who takes over one thing of a group: the id of a recruiter there, or None for the recruiting team."""


def hand_on(person: User, choose: Choice, *, offices: set[int] | None, by: User, now: datetime) -> None:
    """Give all that `person` holds to whom `choose` names; in `offices` (ids) only, where some are named.

    Raises Refused where who is chosen does not recruit in that office, Conflict when somebody was faster: then nothing
    may be kept. Nobody gives anything to `person` meanwhile.
    """
    db.session.execute(select(User.id).where(User.id == person.id).with_for_update(key_share=True))
    groups, told = holdings.list_holdings(person, offices), _Told()
    for group in groups:
        able = {one.id: one for one in assignment.list_successors([group.office.id]) if one.id != person.id}
        for thing in group.things:
            holder = _find_successor(able, choose(group, thing), group)
            _GIVE[group.kind](thing, holder, by, now)
            told.add(group.kind, thing, holder)
    if groups:
        told.tell(person, by=by, now=now)


def _find_successor(able: dict[int, User], chosen: int | None, group: holdings.Group) -> User | None:
    if chosen is not None and chosen not in able:
        raise Refused(_("Choose someone who recruits in this office: %(office)s.", office=group.office.name))
    return able[chosen] if chosen is not None else None


def _give_referral(referral, holder: User | None, by: User, now: datetime) -> None:
    holder = None if holder is not None and holder.id == referral.referrer_id else holder
    assignment.hand_over_silently(referral, holder, version=referral.version, by=by, now=now)


def _give_role(role, holder: User | None, by: User, now: datetime) -> None:
    if holder is not None:
        lifecycle.hand_over_role(role, holder, by=by, now=now)


def _give_producer(profile, holder: User | None, by: User, now: datetime) -> None:
    profiles.hand_over_producer(profile, holder, by=by, now=now)


_GIVE = {"referral": _give_referral, "role": _give_role, "producer": _give_producer}


class _Told:
    """Who is concerned, and by whom."""

    def __init__(self) -> None:
        self._producers: dict[int, set[str]] = {}
        self._partners: set[int] = set()
        self._successors: set[int] = set()

    def add(self, kind: str, thing: holdings.Held, holder: User | None) -> None:
        """`holder` takes the thing over."""
        if holder is not None:
            self._successors.add(holder.id)
        if kind == "role":
            return
        producer = thing.referrer_id if kind == "referral" else thing.user_id
        self._producers.setdefault(producer, set()).add(holder.name if holder else "")
        if kind == "producer":
            self._partners.add(producer)

    def tell(self, person: User, *, by: User, now: datetime) -> None:
        """One notice to each, and one line of the log."""
        record(HANDED_ON, person, by=by, now=now, person=person.name)
        for producer, names in sorted(self._producers.items()):
            facts = {"person": person.name, "holder": ", ".join(sorted(filter(None, names)))}
            record(TOLD_PRODUCER, person, by=by, now=now, to=[producer], partner=producer in self._partners, **facts)
        for successor in sorted(self._successors):
            record(TOLD_SUCCESSOR, person, by=by, now=now, to=[successor], person=person.name)
