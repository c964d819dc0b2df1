"""Who hears of a referral, and which screens show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, select

from portal.accounts.models import Membership, User
from portal.activity.models import Entry
from portal.core.db import db
from portal.referrals.record.models import Referral

_ADMINS = select(User.id).where(User.is_admin, User.disabled_at.is_(None)).order_by(User.id)
_STAFF = (
    select(Membership.user_id)
    .where(Membership.office_id == bindparam("office"), Membership.role == bindparam("role"))
    .where(Membership.user.has(User.disabled_at.is_(None)))
    .order_by(Membership.id)
)
"""Built once; whose is a parameter."""
STAFF = ("office:{}:recruiter", "office:{}:manager", "admins")


def office_screens_of(_entry: Entry | None, referral: Referral) -> Iterator[tuple[str, str]]:
    """(topic, audience) of the referral's own page for the office alone: of what its referrer does not hear."""
    for audience in STAFF:
        yield f"referral-{referral.id}", audience.format(referral.office_id)


def screens_of(_entry: Entry | None, referral: Referral) -> Iterator[tuple[str, str]]:
    """(topic, audience) of the referral's own page and card, the office's board, and the referrer's list."""
    yield f"referral-{referral.id}", f"user:{referral.referrer_id}"
    yield "my-referrals", f"user:{referral.referrer_id}"
    for audience in STAFF:
        yield f"referral-{referral.id}", audience.format(referral.office_id)
        yield f"board-{referral.office_id}", audience.format(referral.office_id)


def holders_of(_entry: Entry, referral: Referral) -> Sequence[int]:
    """Who holds it; every recruiter of the office as long as nobody does, or when who did has left.

    Where nobody recruits any more, its managers; administrators where it has none.
    """
    recruiters = staff_of(referral.office_id, "recruiter")
    if referral.recruiter_id in recruiters:
        return (referral.recruiter_id,)
    return recruiters or staff_of(referral.office_id, "manager") or list(db.session.scalars(_ADMINS))


def staff_of(office_id: int, role: str) -> list[int]:
    """The ids of those who hold `role` in that office and may sign in."""
    return list(db.session.scalars(_STAFF, {"office": office_id, "role": role}))
