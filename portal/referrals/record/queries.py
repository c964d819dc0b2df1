"""Finding one referral for somebody who may know of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core.db import db
from portal.referrals.record import policy
from portal.referrals.record.models import Referral


def find_referral(user: User, referral_id: int) -> Referral:
    """The referral of that id, with the people around it, if `user` may know of it; else 404. One statement.

    For verbs, which change it; a page reads it with `queries.read_referral`.
    """
    around = (Referral.candidate, Referral.office, Referral.opportunity, Referral.referrer, Referral.recruiter)
    query = select(Referral).options(*(joinedload(part) for part in around))
    return db.first_or_404(query.where(Referral.id == referral_id, policy.visible_to(user)))
