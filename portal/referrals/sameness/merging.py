"""Two records of one person become one: the older record stays, with all that both held and all their referrals.

Nothing is lost: the younger record stays as it was, and names the older one. Who referred the person first keeps it.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, or_, select, update

from portal.accounts.models import User
from portal.activity.kinds import Kind
from portal.activity.log import record
from portal.core.db import db
from portal.core.refusals import Conflict
from portal.referrals import finding, links, papers, stages
from portal.referrals.models import Candidate, Referral
from portal.referrals.sameness.activities import KEPT_APART, MERGED
from portal.referrals.sameness.models import Likeness

TEXTS = ("email", "phone", "experience", "languages", "region", "availability", "link")


def merge(likeness: Likeness, *, by: User, now: datetime) -> Candidate:
    """The two are one person: the older record takes over every referral and what it lacks; returns it.

    Cards, pages and search say so at once. Raises Conflict when somebody has answered already, or one of the two
    is gone.
    """
    older, younger = _both(likeness)
    _answer(likeness, "merged", by, now)
    for part in TEXTS:
        if not getattr(older, part):
            setattr(older, part, getattr(younger, part))
    older.fields = list(dict.fromkeys([*older.fields, *younger.fields]))
    contacts = [moment for moment in (older.last_contact_at, younger.last_contact_at) if moment]
    older.last_contact_at = max(contacts, default=None)
    younger.merged_into_id = older.id
    papers.hand_over(younger.id, older.id)
    db.session.execute(update(Candidate).where(Candidate.merged_into_id == younger.id).values(merged_into_id=older.id))
    _close_others(younger, likeness, by, now)
    for referral in _referrals_of(older, younger):
        stages.touch(referral, referral.version, candidate_id=older.id)
        db.session.expire(referral, ["candidate"])
        finding.put(referral)
        links.end_passed(referral.id, now=now)  # it would show what somebody else had written
        record(MERGED, referral, by=by, now=now, likeness=likeness.id)
    return older


def keep_apart(likeness: Likeness, *, by: User, now: datetime) -> None:
    """The two are different people, and are not suggested again. Raises Conflict as `merge` does."""
    older, younger = _both(likeness)
    _answer(likeness, "distinct", by, now)
    _tell(KEPT_APART, likeness, _referrals_of(older, younger), by, now)


def _both(likeness: Likeness) -> tuple[Candidate, Candidate]:
    ids = (likeness.first_id, likeness.second_id)
    found = db.session.scalars(select(Candidate).where(Candidate.id.in_(ids), Candidate.erased_at.is_(None))).all()
    if likeness.answer is not None or len(found) != 2 or any(one.merged_into_id for one in found):
        raise Conflict(_("This was answered already, or one of the two is no longer held."), likeness)
    first = dict(db.session.execute(_first_referred(ids)).all())
    older, younger = sorted(found, key=lambda person: (first.get(person.id) or person.created_at, person.id))
    return older, younger


def _first_referred(ids: tuple[int, int]):
    """Who was referred first: the record of the first referrer is the one that stays."""
    first = func.min(Referral.created_at, type_=Referral.created_at.type)
    return select(Referral.candidate_id, first).where(Referral.candidate_id.in_(ids)).group_by(Referral.candidate_id)


def _referrals_of(*people: Candidate) -> list[Referral]:
    ids = [person.id for person in people]
    return list(db.session.scalars(select(Referral).where(Referral.candidate_id.in_(ids)).order_by(Referral.id)))


def _answer(likeness: Likeness, said: str, by: User, now: datetime) -> None:
    likeness.answer, likeness.by_id, likeness.answered_at = said, by.id, now


def _close_others(younger: Candidate, likeness: Likeness, by: User, now: datetime) -> None:
    """What else was suggested about the younger record no longer asks anything."""
    others = update(Likeness).where(or_(Likeness.first_id == younger.id, Likeness.second_id == younger.id))
    others = others.where(Likeness.id != likeness.id, Likeness.answer.is_(None))
    db.session.execute(others.values(answer="merged", by_id=by.id, answered_at=now))


def _tell(kind: Kind, likeness: Likeness, referrals: list[Referral], by: User, now: datetime) -> None:
    for referral in referrals:
        record(kind, referral, by=by, now=now, likeness=likeness.id)
