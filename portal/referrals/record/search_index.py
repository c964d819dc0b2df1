"""Finding referrals by words: always by who referred, the role and who holds it; by the candidate once they agreed.

Before that, and after a withdrawal or an erasure, no word of the candidate is in the index: what is looked for tells
nothing of them. When a title or a colleague's name changes, the worker indexes the referrals that bear it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.events import DETAILS_CHANGED, DETAILS_CORRECTED
from portal.activity.event_types import Kind
from portal.activity.models import Line
from portal.core import search
from portal.core.contact_details import phone_numbers
from portal.core.db import db, utcnow
from portal.jobs import queue, reindexing
from portal.opportunities.events import CHANGED
from portal.opportunities.models import Opportunity
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.record.policy import identity_is_open, is_identity_open

KIND = "referral"
FOUND_BY = {"opened_at", "recruiter_id", "opportunity_id"}
"""Columns of a referral that its words depend on."""
JOB, AT_ONCE = "referrals.reindex", 300
_BEARING = {
    "role": lambda ident: Referral.opportunity_id == ident,
    "person": lambda ident: or_(Referral.referrer_id == ident, Referral.recruiter_id == ident),
}


_words_of: list[Callable[[Referral], Iterable[str]]] = []


def add_words(words_of: Callable[[Referral], Iterable[str]]) -> None:
    """Have referrals whose candidate is known be found by the texts of `words_of(referral)` too."""
    _words_of.append(words_of)


def index_referral(referral: Referral) -> None:
    """Make the referral findable by the role and the people around it, and by the candidate if they may be known."""
    role, same = referral.opportunity, _known_as(referral) if is_identity_open(referral) else ()
    reached = [way for person in same for way in (person.email, *phone_numbers.found_by(person.phone))]
    others = [*reached, referral.referrer.name]
    others += [referral.recruiter.name] if referral.recruiter else []
    texts = [*role.title.values()] if role else []
    texts += [text for words_of in _words_of if same for text in words_of(referral)]
    search.index_row(
        KIND, referral.id, *texts, own=[person.name for person in same], others=others, within=referral.office_id
    )


reindexing.declare_index(KIND, Referral, index_referral)


def on_activity(entry: Line, kind: Kind, _subject: object) -> None:
    """Reader of the log: referrals to a role of another title, or of or with a changed colleague, are indexed again."""
    bears = "person" if kind in (DETAILS_CHANGED, DETAILS_CORRECTED) else ""
    if kind is CHANGED and set(Opportunity.title.names) & entry.facts.get("before", {}).keys():
        bears = "role"
    if bears:
        queue.enqueue_job(JOB, {"bears": bears, "id": entry.subject_id, "after": 0}, now=entry.at)


@queue.job_handler(JOB)
def reindex_referrals(payload: dict) -> None:
    """Index the next referrals that bear the name of a role or a person, above `after`; the rest is another job."""
    bearing = select(Referral).where(_BEARING[payload["bears"]](payload["id"]), Referral.id > payload["after"])
    found = db.session.scalars(bearing.order_by(Referral.id).limit(AT_ONCE)).all()
    for referral in found:
        index_referral(referral)
    if len(found) == AT_ONCE:
        queue.enqueue_job(JOB, {**payload, "after": found[-1].id}, now=utcnow())


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
    """Leave no word of it in the index."""
    search.remove_row(KIND, referral_id)
