"""Who sees a producer, who writes their profile, and who may know how their referrals fared."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_

from portal.accounts.models import Membership, User
from portal.producers.models import Profile
from portal.referrals.record.policy import STAFF


def visible_to(user: User) -> ColumnElement[bool]:
    """SQL: the producers whom `user` may know of: those of their offices, whatever their role there; admins, all.

    Only people who still are producers of that office and may sign in. The query must join `Profile.user`.
    """
    produces = exists().where(
        Membership.user_id == Profile.user_id, Membership.office_id == Profile.office_id, Membership.role == "producer"
    )
    present = and_(User.disabled_at.is_(None), produces)
    return and_(present, or_(Profile.user_id == user.id, user.within(Profile.office_id)))


def may_write(user: User, profile: Profile) -> bool:
    """Whether `user` may write what the profile tells: the producer alone."""
    return user.id == profile.user_id


def may_choose_partner(user: User, profile: Profile) -> bool:
    """Whether `user` may say who the partner recruiter is: recruiters and managers of the office, and admins."""
    return user.is_admin or any(user.holds(role, profile.office_id) for role in STAFF)


def may_edit(user: User, profile: Profile) -> bool:
    """Whether `user` has anything to change on the profile."""
    return may_write(user, profile) or may_choose_partner(user, profile)


def may_see_outcomes(user: User, profile: Profile) -> bool:
    """Whether `user` may know how the referrals fared: the producer, and who reads the board of their office there.

    Nobody else, admins included (trust.md, privacy 10).
    """
    return user.id == profile.user_id or any(user.holds(role, profile.office_id) for role in STAFF)
