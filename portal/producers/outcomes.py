"""How the referrals of a producer fared, in counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core.db import db
from portal.producers.models import Profile
from portal.referrals.models import OUTCOMES, Referral

OTHERWISE = tuple(outcome for outcome in OUTCOMES if outcome not in ("hired", "talent_pool"))


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of referrals: still under way, hired, kept in the talent pool, ended otherwise."""

    open: int = 0
    hired: int = 0
    talent_pool: int = 0
    otherwise: int = 0

    @property
    def all(self) -> int:
        """How many were made."""
        return self.open + self.hired + self.talent_pool + self.otherwise


def of(profile: Profile, *, reader: User) -> Outcomes:
    """The outcomes of a producer's referrals: all of them for themselves, those of the office for the others."""
    query = select(Referral.stage, func.count()).where(Referral.referrer_id == profile.user_id)
    if reader.id != profile.user_id:
        query = query.where(Referral.office_id == profile.office_id)
    counts = {stage: number for stage, number in db.session.execute(query.group_by(Referral.stage))}  # noqa: C416
    ended = sum(counts.pop(outcome, 0) for outcome in OTHERWISE)
    hired, pool = counts.pop("hired", 0), counts.pop("talent_pool", 0)
    return Outcomes(sum(counts.values()), hired, pool, ended)
