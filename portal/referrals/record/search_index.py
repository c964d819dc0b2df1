"""Finding referrals by words: only those whose candidate agreed are in the index, and erasure takes them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from portal.core import search
from portal.core.contact_details import phone_numbers
from portal.core.db import db
from portal.jobs import reindexing
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.record.policy import identity_is_open, is_identity_open

KIND = "referral"


def index_referral(referral: Referral) -> None:
    """Make the referral findable by the candidate, the role and the people around it; forget it if it may not be."""
    role = referral.opportunity
    if not is_identity_open(referral):
        remove_referral(referral.id)
        return
    same = _known_as(referral)
    reached = [way for person in same for way in (person.email, *phone_numbers.found_by(person.phone))]
    others = [*reached, referral.referrer.name]
    others += [referral.recruiter.name] if referral.recruiter else []
    titles = [role.title_fr, role.title_en] if role else []
    search.index_row(
        KIND, referral.id, *titles, own=[person.name for person in same], others=others, within=referral.office_id
    )


reindexing.declare_index(KIND, Referral, index_referral)


def _known_as(referral: Referral) -> Sequence[Candidate]:
    """The candidate, and what was merged with them as far as the same office may know it."""
    if referral.candidate.merged_into_id is None:
        return [referral.candidate]
    here = select(Referral.candidate_id).join(Candidate, Candidate.id == Referral.candidate_id)
    here = here.where(identity_is_open(), Referral.office_id == referral.office_id)
    person = aliased(Candidate)
    same = select(person).where(person.merged_into_id == referral.candidate.merged_into_id, person.id.in_(here))
    return db.session.scalars(same).all()


def search_terms(words: str, offices: Iterable[int]) -> str | None:
    """What the index is asked for `words` among the referrals of these offices; None when there is no word."""
    return search.search_terms(KIND, words, offices)


def select_matching(words: str, offices: Iterable[int]) -> Select | None:
    """A selection of the ids of their referrals that hold every word of `words`; None when there is no word."""
    return search.select_matching(KIND, words, offices)


def by_fit(words: str, offices: Iterable[int]) -> tuple[ColumnElement[int], ...]:
    """What puts first those whose candidate is called by `words`: 0 for whole words, 1 for beginnings, 2 for others."""
    return search.by_fit(Referral.id, KIND, words, offices)


def remove_referral(referral_id: int) -> None:
    """Leave no word of it in the index: on erasure, or when a consent is withdrawn."""
    search.remove_row(KIND, referral_id)
