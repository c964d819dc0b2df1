"""How the referrals of a producer fared, in counts, for who may know it (`policy.may_see_outcomes`)."""

from __future__ import annotations

from portal.accounts.models import User
from portal.producers.models import Profile
from portal.referrals.my_referrals.outcomes import Outcomes, count_outcomes
from portal.referrals.record.models import Referral


def read_outcomes(profile: Profile, *, reader: User) -> Outcomes:
    """The outcomes of a producer's referrals: all of them for themselves, those of the office for the others."""
    mine = Referral.referrer_id == profile.user_id
    if reader.id == profile.user_id:
        return count_outcomes(mine, for_referrer=True)
    return count_outcomes(mine & (Referral.office_id == profile.office_id), for_referrer=False)
