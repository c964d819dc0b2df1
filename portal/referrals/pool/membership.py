"""Who is in the talent pool: known to the office, kept there, and agreed to later roles (trust.md, privacy 2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_

from portal.referrals.consent.models import Consent
from portal.referrals.record.models import Referral
from portal.referrals.record.policy import identity_is_open
from portal.referrals.stages.definitions import TALENT_POOL

LATER = "future_roles"
"""The purpose without which nobody is looked for besides the role that they were referred to."""


def agreed_to_later(now: datetime) -> ColumnElement[bool]:
    """SQL: the candidate agreed to later roles in this office, and that holds at `now`."""
    given = Consent.referral_id == Referral.id, Consent.party == "candidate", Consent.purpose == LATER
    holds = Consent.withdrawn_at.is_(None), or_(Consent.expires_at.is_(None), Consent.expires_at > now)
    return exists().where(*given, *holds)


def in_pool(now: datetime) -> ColumnElement[bool]:
    """SQL: the referral is one of the talent pool. The query must join `Candidate`."""
    return and_(Referral.stage == TALENT_POOL, identity_is_open(), agreed_to_later(now))


def comes_back(now: datetime) -> ColumnElement[bool]:
    """SQL: the month in which somebody wanted to think of them again is there. The query must join `Candidate`."""
    due = Referral.again_on <= now.date()
    return and_(due, Referral.stage == TALENT_POOL, identity_is_open())
