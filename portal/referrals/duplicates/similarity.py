"""Who may be one person: a name that is nearly the same, and another fact that agrees. Found later, never on the spot.

It only suggests: recruiters who may read both compare them and decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process
from sqlalchemy import BindParameter, ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import Membership
from portal.activity.log import record
from portal.core.contact_details.phone_numbers import number_of
from portal.core.db import db
from portal.core.text_normalization import fold_text
from portal.referrals.duplicates.events import LIKENESS_FOUND
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record import merged_candidates
from portal.referrals.record.contact_hashes import ContactHash
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.record.policy import identity_is_open, is_identity_open

ALIKE = 88
"""Of 100: the least likeness of two names, in whatever order their words stand."""
RECENT = timedelta(days=3)
AT_ONCE = 500
FACTS = ("reach", "phone", "field", "region", "where")


def find_likenesses(now: datetime) -> int:
    """Compare the people whose introduction opened lately with all whom a recruiter of theirs knows by name; how many
    were found.

    Those on whom a recruiter has already said something are left alone.
    """
    said, alike = _spoken_of(), set()
    for office_id, lately in _lately(now).items():
        alike |= _alike(lately, _known_beside(office_id)) - said
    people = {one.id: one for one in _with_ids(Candidate, Candidate.id, {ident for pair in alike for ident in pair})}
    told, found = _told_of(people), 0
    for first, second in sorted(alike):
        if why := _agreeing(people[first], people[second], told):
            _suggest(first, second, why, now)
            found += 1
    return found


def _lately(now: datetime) -> dict[int, set[int]]:
    """The candidates whose introduction opened lately, by office."""
    opened: dict[int, set[int]] = {}
    query = select(Referral.office_id, Referral.candidate_id).where(Referral.opened_at > now - RECENT)
    for office_id, ident in db.session.execute(query):
        opened.setdefault(office_id, set()).add(ident)
    return opened


def _known_beside(office_id: int) -> dict[int, str]:
    """The folded names, in whatever order of words, of whom recruiters of this office may read, by candidate."""
    here, there = aliased(Membership), aliased(Membership)
    offices = select(there.office_id).join(here, here.user_id == there.user_id)
    offices = offices.where(here.office_id == office_id, here.role == "recruiter", there.role == "recruiter")
    known = select(Candidate.id, Candidate.name).join(Referral, Referral.candidate_id == Candidate.id)
    known = known.where(or_(Referral.office_id == office_id, Referral.office_id.in_(offices)))
    known = known.where(identity_is_open(), merged_candidates.is_standing())
    return {ident: " ".join(sorted(fold_text(name).split())) for ident, name in db.session.execute(known)}


def _alike(lately: set[int], names: dict[int, str]) -> set[tuple[int, int]]:
    """The pairs of candidates, at least one of them of `lately`, whose names are nearly the same."""
    pairs = set()
    for ident in lately & names.keys():
        near = process.extract(names[ident], names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=20)
        pairs |= {(min(ident, other), max(ident, other)) for _name, _score, other in near if other != ident}
    return pairs


def _spoken_of() -> set[tuple[int, int]]:
    return {(row.first_id, row.second_id) for row in db.session.execute(select(Likeness.first_id, Likeness.second_id))}


def _with_ids(model, column, idents: Iterable[int]) -> Iterator:
    """The rows of `model` whose `column` is one of these, so many at once as a statement takes."""
    ordered = sorted(idents)
    for start in range(0, len(ordered), AT_ONCE):
        yield from db.session.scalars(select(model).where(column.in_(ordered[start : start + AT_ONCE])))


def _told_of(people: dict[int, Candidate]) -> dict[int, dict[str, set]]:
    """What agrees or not, by candidate: trades, regions, employers and ends of phone numbers, folded."""
    told = {ident: {fact: set() for fact in FACTS} for ident in people}
    for row in _with_ids(ContactHash, ContactHash.candidate_id, people):
        told[row.candidate_id]["reach"].add(row.digest)
    for ident, person in people.items():
        told[ident]["field"] |= set(person.fields)
        told[ident]["region"] |= {fold_text(person.region)} - {""}
        told[ident]["phone"] |= {number_of(person.phone)[-4:]} - {""}
    for row in _with_ids(Referral, Referral.candidate_id, people):
        if is_identity_open(row):
            told[row.candidate_id]["field"] |= set(row.fields)
            told[row.candidate_id]["where"] |= {fold_text(row.together_where)} - {""}
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
    rows = select(Referral).join(Candidate).where(Candidate.id.in_((first, second)), identity_is_open())
    found = db.session.scalars(rows.order_by(Referral.id)).all()
    offices = {ident: {row.office_id for row in found if row.candidate_id == ident} for ident in (first, second)}
    for office_id in offices[first] & offices[second]:
        yield next(row for row in reversed(found) if row.office_id == office_id)


def is_readable(reader: int | BindParameter) -> tuple[ColumnElement[bool], ...]:
    """SQL on Likeness: recruiters who may read both people, because offices of theirs have an open referral of each.

    Not one of their own: what its candidate says is not for who referred them.
    `reader`: the id of the recruiter, or a value that is bound later.
    """
    theirs = select(Membership.office_id).where(Membership.user_id == reader, Membership.role == "recruiter")

    def seen(column) -> ColumnElement[bool]:
        one, person = aliased(Referral), aliased(Candidate)
        known = identity_is_open(one, person), one.office_id.in_(theirs), one.referrer_id != reader
        return exists().where(one.candidate_id == column, person.id == column, *known)

    return seen(Likeness.first_id), seen(Likeness.second_id)


def waiting_for(reader: int | BindParameter) -> tuple[ColumnElement[bool], ...]:
    """SQL on Likeness: what waits for a word of `reader`, as above, unless one of the two was merged with a third."""
    both = Candidate.id.in_((Likeness.first_id, Likeness.second_id))
    return (Likeness.answer.is_(None), ~exists().where(both, ~merged_candidates.is_standing()), *is_readable(reader))
