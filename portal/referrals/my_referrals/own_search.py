"""Finding one’s own referrals: by what one typed, the role and who handles it, never by what a candidate says."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.core import search, text_normalization
from portal.core.contact_details import phone_numbers
from portal.core.db import db
from portal.opportunities.models import Opportunity
from portal.referrals.my_referrals.outcomes import stages_of_groups
from portal.referrals.record.models import Referral

MOST = 1000
"""Of more than so many the newest are looked through."""


def find_own_referrals(user: User, *, words: str, group: str) -> list[int]:
    """The ids of those of `user` that hold every word of `words` and belong to `group`, a count of `Outcomes`.

    "" for either asks for nothing.
    """
    recruiter = aliased(User)
    others = (*Opportunity.title.columns, recruiter.name)
    query = select(Referral.id, Referral.typed_phone, Referral.typed_name, *others).where(
        Referral.referrer_id == user.id
    )
    query = query.join(Opportunity, Opportunity.id == Referral.opportunity_id, isouter=True)
    query = query.join(recruiter, recruiter.id == Referral.recruiter_id, isouter=True)
    if group:
        query = query.where(Referral.stage.in_(stages_of_groups(for_referrer=True)[group]))
    newest, asked = db.session.execute(query.order_by(Referral.id.desc()).limit(MOST)), search.words_of(words)
    return [ident for ident, phone, *told in newest if _holds(asked, phone, told)]


def _holds(asked: list[list[str]], phone: str, told: list[str | None]) -> bool:
    """Whether every asked word begins one of what is told, or one of the ways to write the number."""
    known = " ".join(filter(None, (*told, *phone_numbers.found_by(phone))))
    return text_normalization.rank_name(asked, known) is not None
