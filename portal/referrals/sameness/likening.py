"""Who may be one person: a name that is nearly the same, and another fact that agrees. Found later, never on the spot.

It only suggests: recruiters who may read both compare them and decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process
from sqlalchemy import BindParameter, ColumnElement, exists, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Membership
from portal.activity.log import record
from portal.core.db import db
from portal.core.text import fold
from portal.referrals.models import Candidate, Referral
from portal.referrals.reach import CandidateReach
from portal.referrals.sameness.activities import LIKENESS_FOUND
from portal.referrals.sameness.models import Likeness

ALIKE = 88
"""Of 100: the least likeness of two names, in whatever order their words stand."""
RECENT = timedelta(days=3)
FACTS = ("reach", "phone", "field", "region", "where")


def find(now: datetime) -> int:
    """Compare the people whose introduction opened lately with all who are known by name; how many were found.

    Those on whom a recruiter has already said something are left alone.
    """
    people = {person.id: person for person in db.session.scalars(_known_by_name())}
    names = {ident: " ".join(sorted(fold(person.name).split())) for ident, person in people.items()}
    told, said, found = _told_of(people), _spoken_of(), 0
    for ident in _lately(now) & set(people):
        near = process.extract(names[ident], names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20)
        for _name, _score, other in near:
            pair = min(ident, other), max(ident, other)
            if other == ident or pair in said:
                continue
            said.add(pair)
            if why := _agreeing(people[pair[0]], people[pair[1]], told):
                _suggest(*pair, why, now)
                found += 1
    return found


def _known_by_name():
    opened = exists().where(Referral.candidate_id == Candidate.id, Referral.opened_at.is_not(None))
    return select(Candidate).where(Candidate.erased_at.is_(None), Candidate.merged_into_id.is_(None), opened)


def _lately(now: datetime) -> set[int]:
    return set(db.session.scalars(select(Referral.candidate_id).where(Referral.opened_at > now - RECENT)))


def _spoken_of() -> set[tuple[int, int]]:
    return {(row.first_id, row.second_id) for row in db.session.execute(select(Likeness.first_id, Likeness.second_id))}


def _told_of(people: dict) -> dict[int, dict[str, set]]:
    """What agrees or not, by candidate: trades, regions, employers and ends of phone numbers, folded."""
    told = {ident: {fact: set() for fact in FACTS} for ident in people}
    for row in db.session.execute(select(CandidateReach).where(CandidateReach.candidate_id.in_(people))).scalars():
        told[row.candidate_id]["reach"].add(row.digest)
    for ident, person in people.items():
        told[ident]["field"] |= set(person.fields)
        told[ident]["region"] |= {fold(person.region)} - {""}
        told[ident]["phone"] |= {person.phone[-4:]} - {""}
    columns = select(Referral.candidate_id, Referral.fields, Referral.together_where)
    for row in db.session.execute(columns.where(Referral.candidate_id.in_(people), Referral.opened_at.is_not(None))):
        told[row.candidate_id]["field"] |= set(row.fields)
        told[row.candidate_id]["where"] |= {fold(row.together_where)} - {""}
    return told


def _agreeing(one: Candidate, two: Candidate, told: dict) -> str:
    """The codes of the facts that agree besides the name."""
    return ",".join(fact for fact in FACTS if told[one.id][fact] & told[two.id][fact])


def _suggest(first: int, second: int, why: str, now: datetime) -> None:
    row = Likeness(first_id=first, second_id=second, why=why[:40], found_at=now)
    db.session.add(row)
    db.session.flush()
    for referral in _of_both(first, second):
        record(LIKENESS_FOUND, referral, by=None, now=now, likeness=row.id)


def _of_both(first: int, second: int) -> Iterator[Referral]:
    """A referral for each office that has both: there recruiters may compare them."""
    rows = select(Referral).where(Referral.candidate_id.in_((first, second)), Referral.opened_at.is_not(None))
    found = db.session.scalars(rows.order_by(Referral.id)).all()
    offices = {ident: {row.office_id for row in found if row.candidate_id == ident} for ident in (first, second)}
    for office_id in offices[first] & offices[second]:
        yield next(row for row in reversed(found) if row.office_id == office_id)


def readable(reader: int | BindParameter) -> tuple[ColumnElement[bool], ...]:
    """SQL on Likeness: recruiters who may read both people, because offices of theirs have an open referral of each.

    `reader`: the id of the recruiter, or a value that is bound later.
    """
    theirs = select(Membership.office_id).where(Membership.user_id == reader, Membership.role == "recruiter")

    def seen(column) -> ColumnElement[bool]:
        one = aliased(Referral)
        return exists().where(one.candidate_id == column, one.opened_at.is_not(None), one.office_id.in_(theirs))

    return seen(Likeness.first_id), seen(Likeness.second_id)


def waiting_for(reader: int | BindParameter) -> tuple[ColumnElement[bool], ...]:
    """SQL on Likeness: what waits for a word of `reader`, as above."""
    return (Likeness.answer.is_(None), *readable(reader))
