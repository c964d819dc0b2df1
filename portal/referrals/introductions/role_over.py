"""What was for a role goes on for the office in general, once the role is no longer open."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.opportunities.models import OVER, Opportunity
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.events import GOES_ON


def asked_role(referral: Referral) -> Opportunity | None:
    """The role about which a candidate may be asked by now; None: it is about the office in general."""
    role = referral.opportunity
    return None if role is None or role.state in OVER else role


def is_role_over(referral: Referral) -> bool:
    """Whether it is for a role that is filled or closed."""
    return referral.opportunity is not None and asked_role(referral) is None


def let_go_on(referral: Referral, *, by: User | None, now: datetime, version: int) -> None:
    """From now on it is for the office in general; `by` is None where the candidate's own yes did it.

    Raises Conflict when somebody was faster than `version`.
    """
    told = {"line": {"gesture": "general"}, "facts": {"role": referral.opportunity_id}, "version": version}
    changes = {"last_news_at": now, "opportunity_id": None}
    transitions.apply(referral, referral.stage, kind=GOES_ON, by=by, now=now, **told, **changes)


def leave_ended_role(referral: Referral, *, by: User | None, now: datetime) -> None:
    """A yes that comes when the role is filled or closed is one to the office in general."""
    if is_role_over(referral):
        let_go_on(referral, by=by, now=now, version=referral.version)
