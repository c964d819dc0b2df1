"""A recorded yes that a second person of the office confirms before it counts, where the office asks for that."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, select

from portal.accounts.models import User
from portal.core.db import db
from portal.referrals.record.models import Agreement, Referral
from portal.referrals.stages.definitions import FIRST


class Waiting(NamedTuple):
    """A recorded yes that does not count yet. What was said is left out: it may tell who the person is."""

    id: int
    by_id: int
    by_name: str
    channel: str
    on: date


def find_waiting(referral: Referral) -> Waiting | None:
    """The recorded yes of `referral` that waits for a second person, if it may still be confirmed; one statement."""
    if referral.agreed_at is not None or referral.stage != FIRST:
        return None
    columns = (Agreement.id, Agreement.by_id, User.name.label("by_name"), Agreement.channel, Agreement.obtained_on)
    row = db.session.execute(_with_recorder(*columns).where(Agreement.referral_id == referral.id)).first()
    return Waiting._make(row) if row else None


def for_a_second(user: User) -> Select:
    """(id of the referral, since when, recorder) of what waits for a word of `user` where they recruit."""
    here = Referral.office_id.in_(sorted(user.offices_as("recruiter")))
    query = _with_recorder(Referral.id, Agreement.at, User.id.label("by"), User.name.label("by_name"), User.language)
    query = query.join(Referral, Referral.id == Agreement.referral_id).where(here, still_awaited())
    return query.where(Referral.referrer_id != user.id, Agreement.by_id != user.id)


def still_awaited() -> ColumnElement[bool]:
    """SQL: the candidate's own word is not known yet, so that a recorded one may count."""
    return and_(Referral.agreed_at.is_(None), Referral.stage == FIRST)


def _with_recorder(*columns) -> Select:
    query = select(*columns).select_from(Agreement).join(User, User.id == Agreement.by_id)
    return query.where(Agreement.in_force_at.is_(None)).order_by(Agreement.at, Agreement.id)
