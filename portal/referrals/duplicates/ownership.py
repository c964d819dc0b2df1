"""The same person named twice: found by address or number, told to the second producer in four words and no more.

Everything that an introduction does is done and taken back, so that neither the time nor the shape of the answer
tells more than those words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import CompoundSelect, Select, bindparam, func, literal, or_, select, union_all

from portal.accounts.models import User
from portal.core.caches import cached
from portal.core.db import db, select_rows
from portal.referrals.duplicates import similarity
from portal.referrals.duplicates.models import Likeness, SecondMention
from portal.referrals.record import merged_candidates, policy
from portal.referrals.record.contact_hashes import ContactHash, hash_spellings
from portal.referrals.record.models import Candidate, Referral


def owner_of(*addresses: str, now: datetime) -> Referral | None:
    """The first referral, in any office, of the person whom one of these reaches, within the ownership window.

    Of several by the same producer the open one. Always one statement.
    """
    begins = now - timedelta(days=current_app.config["SETTINGS"].ownership_days)
    reached = select(ContactHash.candidate_id).where(ContactHash.digest.in_(hash_spellings(*addresses)))
    query = select(Referral).join(Candidate, Candidate.id == Referral.candidate_id)
    query = query.where(
        Candidate.id.in_(merged_candidates.with_the_same_person(reached)),
        Candidate.erased_at.is_(None),
        Referral.created_at > begins,
    )
    found = db.session.scalars(query.order_by(Referral.created_at, Referral.id)).all()
    own = [referral for referral in found if referral.referrer_id == found[0].referrer_id]
    return next((referral for referral in own if referral.is_open), found[0] if found else None)


@dataclass(frozen=True, slots=True)
class Other:
    """Another record of the same person, with its referral and the likeness by which they were merged."""

    person: Candidate
    referral_id: int
    likeness: int | None


@dataclass(frozen=True, slots=True)
class OtherReferrals:
    """What only the office reads beside a referral. mentions: (name, when) of producers who thought of them later."""

    mentions: tuple[tuple[str, datetime], ...] = ()
    likeness: int | None = None
    """The suggestion to compare them with somebody else that waits for the reader's word."""
    others: tuple[Other, ...] = ()
    """What else is kept of the same person."""


@cached(1)
def _written_beside() -> CompoundSelect:
    """(name, at, likeness) of the referral `referral` of `candidate` as `reader` may know them. Built once."""
    told = select(User.name, SecondMention.at, literal(0).label("likeness"))
    told = told.join(SecondMention, SecondMention.user_id == User.id)
    candidate = bindparam("candidate")
    about = or_(Likeness.first_id == candidate, Likeness.second_id == candidate)
    waiting = select(literal(""), Likeness.found_at, Likeness.id)
    waiting = waiting.where(about, *similarity.waiting_for(bindparam("reader")))
    return union_all(told.where(SecondMention.referral_id == bindparam("referral")), waiting)


def find_others(referral: Referral, reader: User) -> OtherReferrals:
    """What `reader`, of the staff of its office, reads beside `referral`: one statement, two more of who was merged."""
    given = {"referral": referral.id, "candidate": referral.candidate_id, "reader": reader.id}
    found = select_rows(_written_beside(), given)
    mentions = {row.name: row.at for row in sorted(found, key=lambda row: row.at) if row.name}
    others = _others_of(referral, reader) if policy.may_see_identity(reader, referral) else ()
    return OtherReferrals(tuple(mentions.items()), max((row.likeness for row in found), default=0) or None, others)


def _others_of(referral: Referral, reader: User) -> tuple[Other, ...]:
    """The other records of the person as far as `reader` may open their referrals."""
    person = referral.candidate
    if person.merged_into_id is None:
        return ()
    same = select(Candidate, Referral.id).join(Referral, Referral.candidate_id == Candidate.id)
    same = same.where(Candidate.merged_into_id == person.merged_into_id, Candidate.id != person.id)
    same = same.where(policy.identity_is_open(), policy.works_on(reader), Referral.referrer_id != reader.id)
    merged = select(Likeness).where(Likeness.answer == "merged", *similarity.is_readable(reader.id))
    by_record = {ident: row.id for row in db.session.scalars(merged) for ident in (row.first_id, row.second_id)}
    found = db.session.execute(same.order_by(Referral.id))
    return tuple(Other(other, referral_id, by_record.get(other.id)) for other, referral_id in found)


@cached(1)
def _counted() -> Select:
    return select(func.count()).select_from(Likeness).where(*similarity.waiting_for(bindparam("reader")))


def to_compare(reader: User) -> int:
    """How many pairs of people who may be one wait for a word of `reader`: one statement."""
    return select_rows(_counted(), {"reader": reader.id})[0][0]
