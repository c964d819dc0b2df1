"""Adding what the office was given, seeing it, and taking it away: the candidate sees each and may remove it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect, bindparam, func, select

from portal.accounts.models import User
from portal.activity.event_types import Kind, declare_kind
from portal.activity.log import record
from portal.activity.models import Entry
from portal.core.contact_details import email_addresses
from portal.core.db import db, select_rows
from portal.core.errors import Refused
from portal.referrals.added_contacts.models import AddedContact
from portal.referrals.record import policy
from portal.referrals.record.audiences import STAFF
from portal.referrals.record.models import Candidate, Referral

MOST = 4
"""Of one candidate."""


def _touches(_entry: Entry, referral: Referral) -> Iterator[tuple[str, str]]:
    for audience in STAFF:
        yield f"referral-{referral.id}", audience.format(referral.office_id)


ADDED = declare_kind(Kind("contacts.added", _l("%(actor)s added a way to reach a person referred"), _touches))
REMOVED = declare_kind(Kind("contacts.removed", _l("The person referred removed a way to reach them"), _touches))


class Listed(NamedTuple):
    """One of them, in plain values."""

    id: int
    value: str
    added_by: str
    added_at: datetime


_ROWS = AddedContact.__table__.c
_OF_ONE = (
    select(*(_ROWS[name] for name in Listed._fields))
    .where(_ROWS.candidate_id == bindparam("candidate"))
    .order_by(_ROWS.id)
)


def list_contacts(candidate_id: int) -> tuple[Listed, ...]:
    """What was added for that candidate, oldest first. One statement."""
    return tuple(Listed._make(row) for row in select_rows(_OF_ONE, {"candidate": candidate_id}))


def count_contacts(candidate) -> ScalarSelect[int]:
    """SQL: how many were added for `candidate`, an id or a column."""
    counted = select(func.count()).select_from(AddedContact.__table__)
    return counted.where(_ROWS.candidate_id == candidate).scalar_subquery()


def may_add(user: User, referral: Referral) -> bool:
    """Whether `user` may add what they were given: staff who may know who it is, but never the referrer."""
    allowed = policy.may_see_identity(user, referral) and policy.is_staff_of(user, referral)
    return allowed and referral.referrer_id != user.id and referral.opened_at is not None


def add_contact(referral: Referral, value: str, *, by: User, now: datetime) -> None:
    """Keep `value`, an address or a number (E.164), for the candidate of `referral`; again it changes nothing.

    Raises Refused for what is known already, for the referrer's own address, and beyond MOST.
    """
    person = referral.candidate
    db.session.execute(select(Candidate.id).where(Candidate.id == person.id).with_for_update())
    known = [row.value for row in list_contacts(person.id)]
    if value in known:
        return
    if value == person.phone or email_addresses.is_same(value, person.email):
        raise Refused(_("This is known already: it stands above."))
    if email_addresses.is_same(value, referral.referrer.email):
        raise Refused(_("This is the address of %(name)s.", name=referral.referrer.name))
    if len(known) >= MOST:
        raise Refused(_("Enough ways to reach them are here already."))
    db.session.add(AddedContact(candidate_id=person.id, value=value, added_by=by.name, added_at=now))
    db.session.flush()
    record(ADDED, referral, by=by, now=now)


def remove_contact(referral: Referral, contact_id: int, *, now: datetime) -> None:
    """The candidate of `referral` takes it away; one that is not theirs is 404."""
    mine = AddedContact.id == contact_id, AddedContact.candidate_id == referral.candidate_id
    db.session.delete(db.first_or_404(select(AddedContact).where(*mine)))
    db.session.flush()
    record(REMOVED, referral, by=None, now=now)
