"""Finding referrals by words: only those whose candidate agreed are in the index, and erasure takes them out."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select

from portal.core import search
from portal.referrals.models import Referral

KIND = "referral"


def put(referral: Referral) -> None:
    """Make the referral findable by the candidate, the role and the people around it; forget it if it may not be."""
    person, role = referral.candidate, referral.opportunity
    if referral.opened_at is None or person.erased_at is not None:
        forget(referral.id)
        return
    words = [person.name, person.email, person.phone, referral.referrer.name]
    words += [referral.recruiter.name] if referral.recruiter else []
    words += [role.title_fr, role.title_en] if role else []
    search.put(KIND, referral.id, *words, within=referral.office_id)


def wanted(words: str, offices: Iterable[int]) -> str | None:
    """What the index is asked for `words` among the referrals of these offices; None when there is no word."""
    return search.wanted(KIND, words, offices)


def matching(words: str, offices: Iterable[int]) -> Select | None:
    """A selection of the ids of their referrals that hold every word of `words`; None when there is no word."""
    return search.matching(KIND, words, offices)


def forget(referral_id: int) -> None:
    """Leave no word of it in the index: on erasure, or when a consent is withdrawn."""
    search.remove(KIND, referral_id)
