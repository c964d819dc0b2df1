"""Who sees a referral, whom it is about, and what each person may do with it (trust.md, privacy 1 and 10)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, exists, or_, true

from portal.accounts.models import Membership, User
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages.definitions import FIRST

STAFF = ("recruiter", "manager")
READERS = (*STAFF, "admin")
"""Those to whom an open identity is shown; the candidate’s page names them."""


def visible_to(user: User) -> ColumnElement[bool]:
    """SQL: the referrals that `user` may know of. A producer's own; staff, those of their offices; admins, all."""
    return visible_from(user.id, readable_offices(user))


def visible_from(user_id, offices) -> ColumnElement[bool]:
    """SQL: what whoever has that id and works in these `offices` (None: in all) may know of. Takes parameters too."""
    return true() if offices is None else or_(Referral.referrer_id == user_id, Referral.office_id.in_(offices))


def readable_offices(user: User) -> list[int] | None:
    """The offices whose boards `user` reads; None: every one."""
    return None if user.is_admin else sorted(user.offices_as(*STAFF))


def works_on(user: User) -> ColumnElement[bool]:
    """SQL: the referrals of the offices whose board `user` reads."""
    return user.within(Referral.office_id, *STAFF)


def is_held() -> ColumnElement[bool]:
    """SQL: who holds it still recruits in its office. What somebody left behind waits for all recruiters there."""
    recruits = Membership.role == "recruiter", Membership.user.has(User.disabled_at.is_(None))
    held = Membership.user_id == Referral.recruiter_id, Membership.office_id == Referral.office_id
    return exists().where(*held, *recruits)


def identity_is_open(referral=Referral.__table__.c, person=Candidate.__table__.c) -> ColumnElement[bool]:
    """SQL: the candidate agreed to be known by the office. The query must join `Candidate`.

    `referral`, `person`: what has the columns, where a statement asks an alias.
    """
    return and_(referral.opened_at.is_not(None), person.erased_at.is_(None))


def is_identity_open(referral: Referral) -> bool:
    """The same of a referral at hand, or of any row that has its columns and its candidate."""
    return referral.opened_at is not None and referral.candidate.erased_at is None


def is_staff_of(user: User, referral: Referral) -> bool:
    """Whether `user` reads the board of the referral's office."""
    return user.is_admin or any(user.holds(role, referral.office_id) for role in STAFF)


def name_read_by(user_id) -> ColumnElement[str]:
    """SQL: by which name whoever has that id knows the person, where they may: as they typed it if they referred them.

    The query must join `Candidate`. Takes a parameter too.
    """
    referral, candidate = Referral.__table__.c, Candidate.__table__.c
    return case((referral.referrer_id == user_id, referral.typed_name), else_=candidate.name)


def may_see_identity(user: User, referral: Referral) -> bool:
    """Whether name, contact details and free text about the candidate may reach `user`.

    The referrer wrote them; staff must wait for the candidate's yes. Nobody after erasure.
    """
    if referral.candidate.erased_at is not None:
        return False
    if referral.referrer_id == user.id:
        return True
    return is_identity_open(referral) and is_staff_of(user, referral)


def may_move(user: User, referral: Referral) -> bool:
    """Whether `user` may change its stage: recruiters of the office, never on a referral of their own."""
    return user.holds("recruiter", referral.office_id) and referral.referrer_id != user.id


def may_hand_over(user: User, referral: Referral) -> bool:
    """Whether `user` may say who handles it: recruiters and managers of the office, never of a referral of theirs."""
    return referral.referrer_id != user.id and any(user.holds(role, referral.office_id) for role in STAFF)


def may_record_agreement(user: User, referral: Referral) -> bool:
    """Whether `user` may record that the candidate said yes to them: who may move it, while it is waited for."""
    return may_move(user, referral) and referral.agreed_at is None and referral.stage == FIRST


def may_confirm_agreement(user: User, referral: Referral) -> bool:
    """Whether `user` may confirm or set aside a yes that was recorded: the office's staff, but not on their own."""
    return referral.referrer_id != user.id and any(user.holds(role, referral.office_id) for role in STAFF)


def may_answer(user: User, referral: Referral) -> bool:
    """Whether `user` may say yes or no to the proposed introduction: who may move it, while it has no answer."""
    return may_move(user, referral) and is_proposed(referral) and referral.recruiter_answer in ("waiting", "more")


def may_tell_more(user: User, referral: Referral) -> bool:
    """Whether `user` may answer a recruiter's question: who proposed it, while somebody asks."""
    return referral.referrer_id == user.id and is_proposed(referral) and referral.recruiter_answer == "more"


def is_proposed(referral: Referral) -> bool:
    """Whether the introduction still waits for one of the two, or for both."""
    return referral.stage == FIRST and referral.opened_at is None


def may_see_private_notes(user: User, referral: Referral) -> bool:
    """Whether `user` may read the internal notes of its moves: staff of the office, never its referrer."""
    return referral.referrer_id != user.id and is_staff_of(user, referral)
