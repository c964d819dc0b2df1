"""Two records of one person are held together, and parted again when it was a mistake.

Nothing moves: each record keeps its data, documents, letters and referral, and names the one that stands for the
person, which is the one that was referred first. So parting them leaves each as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select

from portal.accounts.models import User
from portal.activity.event_types import Kind
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import Conflict, Refused
from portal.core.forbidden_numbers import refuse_in
from portal.referrals.consent import links
from portal.referrals.duplicates.events import KEPT_APART, MERGED, PARTED
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record import merged_candidates, search_index
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages import transitions

UNDONE_WITHIN = timedelta(days=30)


def merge_records(likeness: Likeness, *, reason: str, by: User, now: datetime) -> Candidate:
    """The two are one person, for a `reason` that is kept beside it; returns the record that stands for both.

    Cards, pages and search say so at once; who holds the link of one reads nothing of the other. Raises Conflict when
    somebody has answered already, or one of the two is gone, Refused without a reason.
    """
    if not reason.strip():
        raise Refused(_("Say how you know it."))
    refuse_in(reason)
    older, younger = _both(likeness)
    together = [*merged_candidates.list_records(older), *merged_candidates.list_records(younger)]
    _answer(likeness, "merged", reason.strip(), by, now)
    merged_candidates.join_records(together, older.id)
    for referral in merged_candidates.referrals_of(together):
        links.end_passed(referral.id, now=now)
    _say_so(MERGED, likeness, together, by, now)
    return older


def may_separate(likeness: Likeness, now: datetime) -> bool:
    """Whether the two, merged less than UNDONE_WITHIN ago, can be parted. What was merged before reasons were asked
    was mixed for good."""
    return likeness.answer == "merged" and bool(likeness.reason) and now < likeness.answered_at + UNDONE_WITHIN


def separate_records(likeness: Likeness, *, by: User | None, now: datetime) -> None:
    """They are two people after all: each record is as it was. Raises Refused when it is too late for that."""
    if not may_separate(likeness, now):
        raise Refused(_("These two can’t be parted any more."))
    _part(likeness, by, now)


def confirm_merge(candidate: Candidate, *, now: datetime) -> None:
    """The candidate says, by the link of this record, that the others are theirs too; of one alone it says nothing."""
    if candidate.merged_into_id is not None:
        candidate.same_said_at = candidate.same_said_at or now


def separate_from_others(candidate: Candidate, *, now: datetime) -> None:
    """The candidate says that the others are not theirs, at whatever time."""
    about = or_(Likeness.first_id == candidate.id, Likeness.second_id == candidate.id)
    merged = select(Likeness).where(about, Likeness.answer == "merged", Likeness.reason != "")
    for likeness in db.session.scalars(merged).all():
        _part(likeness, None, now)


def keep_apart(likeness: Likeness, *, by: User, now: datetime) -> None:
    """The two are different people, and are not suggested again. Raises Conflict as `merge_records` does."""
    both = _both(likeness)
    _answer(likeness, "distinct", "", by, now)
    for referral in merged_candidates.referrals_of(both):
        record(KEPT_APART, referral, by=by, now=now, likeness=likeness.id)


def _part(likeness: Likeness, by: User | None, now: datetime) -> None:
    together = merged_candidates.list_records(db.session.get_one(Candidate, likeness.first_id))
    _lock_referrals(record.id for record in together)
    _answer(likeness, "distinct", "", by, now)
    db.session.flush()
    for group in _still_merged(together):
        merged_candidates.join_records(group, merged_candidates.referred_first(group)[0].id if len(group) > 1 else None)
    _say_so(PARTED, likeness, together, by, now)


def _still_merged(together: list[Candidate]) -> list[list[Candidate]]:
    """The groups into which they fall by what recruiters have said of them, pair by pair."""
    groups = {person.id: {person.id} for person in together}
    merged = select(Likeness.first_id, Likeness.second_id).where(
        Likeness.answer == "merged", Likeness.first_id.in_(groups), Likeness.second_id.in_(groups)
    )
    for first, second in db.session.execute(merged):
        whole = groups[first] | groups[second]
        groups |= dict.fromkeys(whole, whole)
    by_id = {person.id: person for person in together}
    return [[by_id[one] for one in ids] for ids in {frozenset(ids) for ids in groups.values()}]


def _both(likeness: Likeness) -> tuple[Candidate, Candidate]:
    ids = (likeness.first_id, likeness.second_id)
    _lock_referrals(ids)
    wanted = select(Candidate).where(
        Candidate.id.in_(ids), Candidate.erased_at.is_(None), merged_candidates.is_standing()
    )
    found = db.session.scalars(wanted.with_for_update()).all()
    still = select(Likeness).where(Likeness.id == likeness.id, Likeness.answer.is_(None))
    if len(found) != 2 or db.session.scalar(still.execution_options(populate_existing=True)) is None:
        raise Conflict(_("This was answered already, or one of the two is no longer held."), likeness)
    older, younger = merged_candidates.referred_first(found)
    return older, younger


def _lock_referrals(candidate_ids: Iterable[int]) -> None:
    """Hold their referrals, in the order of their ids, before any record: as everybody does who changes a referral."""
    theirs = select(Referral.id).where(Referral.candidate_id.in_(candidate_ids)).order_by(Referral.id)
    db.session.execute(theirs.with_for_update())


def _answer(likeness: Likeness, said: str, reason: str, by: User | None, now: datetime) -> None:
    likeness.answer, likeness.reason, likeness.by_id, likeness.answered_at = said, reason, by.id if by else None, now


def _say_so(kind: Kind, likeness: Likeness, together: list[Candidate], by: User | None, now: datetime) -> None:
    for referral in merged_candidates.referrals_of(together):
        transitions.touch_referral(referral, referral.version)
        search_index.index_referral(referral)
        record(kind, referral, by=by, now=now, likeness=likeness.id)
