"""The records of one person. Each referral has its own; those that were merged stay whole, and name the one that stands
for all of them, so that they can be parted again.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from portal.core.db import db
from portal.referrals.record.models import Candidate, Referral


def is_standing() -> ColumnElement[bool]:
    """SQL: the record stands for its person, alone or for others that were merged with it."""
    return or_(Candidate.merged_into_id.is_(None), Candidate.merged_into_id == Candidate.id)


def list_records(candidate: Candidate) -> list[Candidate]:
    """Every record of the person, the oldest first; no statement where nothing was merged."""
    if candidate.merged_into_id is None:
        return [candidate]
    same = select(Candidate).where(Candidate.merged_into_id == candidate.merged_into_id)
    return list(db.session.scalars(same.order_by(Candidate.id)))


def confirmed_records(candidate: Candidate) -> list[Candidate]:
    """The records whose data the holder of the link of one of them may read, that one first.

    It is this one alone until the holder of each link has said that all are theirs: the office may be wrong.
    """
    found = list_records(candidate)
    if not all(record.same_said_at for record in found):
        return [candidate]
    return sorted(found, key=lambda record: record.id != candidate.id)


def join_records(together: list[Candidate], stands: int | None) -> None:
    """The record `stands` for all of these; whose links have to say anew that it is so."""
    for person in together:
        person.merged_into_id, person.same_said_at = stands, None
    db.session.flush()


def referred_first(people: list[Candidate]) -> list[Candidate]:
    """The one who was referred first comes first: that referrer keeps the person."""
    first = func.min(Referral.created_at, type_=Referral.created_at.type)
    ids = [person.id for person in people]
    query = select(Referral.candidate_id, first).where(Referral.candidate_id.in_(ids)).group_by(Referral.candidate_id)
    made = dict(db.session.execute(query).all())
    return sorted(people, key=lambda person: (made.get(person.id) or person.created_at, person.id))


def remove_record(candidate: Candidate) -> list[Candidate]:
    """This record stands alone from now on; returns those that it was held together with, which stay together."""
    rest = [record for record in list_records(candidate) if record.id != candidate.id]
    join_records([candidate], None)
    join_records(rest, referred_first(rest)[0].id if len(rest) > 1 else None)
    return rest


def referrals_of(records: Iterable[Candidate]) -> list[Referral]:
    """The referrals of these records, the oldest first."""
    ids = [record.id for record in records]
    return list(db.session.scalars(select(Referral).where(Referral.candidate_id.in_(ids)).order_by(Referral.id)))


def with_the_same_person(ids: Select) -> Select:
    """SQL: the ids of all records of the people to whom the records of these `ids` belong."""
    known, same = aliased(Candidate), aliased(Candidate)
    merged = select(known.merged_into_id).where(known.id.in_(ids))
    return select(same.id).where(or_(same.id.in_(ids), same.merged_into_id.in_(merged)))
