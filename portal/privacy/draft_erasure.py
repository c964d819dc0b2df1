"""What producers keep alone about people whom they have not introduced: drafts, and requests to contacts of theirs.

Found again when one of these people is erased, whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.core.db import db
from portal.core.text_normalization import fold_text
from portal.opportunities.candidate_requests.models import CandidateRequest
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Candidate, Referral, ReferralDraft
from portal.referrals.submission.contact_requests.models import ContactRequest

LEAST_DIGITS = 9
"""Of a number: with fewer, people in the same place have the same."""


@dataclass(frozen=True, slots=True)
class Sought:
    """How one person is known: by whom they were introduced, how they are named and reached, as said and as typed."""

    referrers: frozenset[int]
    names: frozenset[str]
    traces: tuple[re.Pattern, ...]
    """Names, addresses and numbers as whole words, folded."""
    reach: frozenset[str]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A draft or a request: who wrote it, all of its texts, and whom it says to be about."""

    row: ReferralDraft | ContactRequest
    author: int
    texts: object
    names: tuple[str, ...]
    email: str
    phone: str


def search_for(person: Candidate, referrals: Sequence[Referral]) -> Sought:
    """How to know `person` again, whom these are the referrals of."""
    names = {person.name, *(referral.typed_name for referral in referrals)} - {""}
    emails = {person.email, *(referral.typed_email for referral in referrals)} - {""}
    phones = {person.phone, *(referral.typed_phone for referral in referrals)} - {""}
    words = [re.escape(fold_text(text)) for text in sorted(names | emails | phones)]
    return Sought(
        referrers=frozenset(referral.referrer_id for referral in referrals),
        names=frozenset(folded for name in names if " " in (folded := fold_text(name).strip())),
        traces=tuple(re.compile(rf"(?<!\w){word}(?!\w)") for word in words),
        reach=frozenset((*contact_hashes.hashes_of(person.id), *contact_hashes.hash_addresses(*emails, *phones))),
        numbers=tuple(_digits(phone) for phone in phones),
    )


def holds_trace(value: object, traces: Iterable[re.Pattern]) -> bool:
    """Whether a value of JSON holds one of these traces."""
    if isinstance(value, str):
        return any(trace.search(fold_text(value)) for trace in traces)
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(holds_trace(part, traces) for part in inside)


def erase_about(people: Sequence[Sought]) -> None:
    """Delete every draft and every request about one of these people, and each word about a role that names one."""
    for paper in _papers() if people else ():
        if any(is_about(paper, person) for person in people):
            db.session.delete(paper.row)
    for asked in db.session.scalars(select(CandidateRequest)).all() if people else ():
        for name in ("message", "question", "reply"):
            if any(holds_trace(getattr(asked, name), person.traces) for person in people):
                setattr(asked, name, "")


def is_about(paper: Paper, person: Sought) -> bool:
    """Whether it is about that person: by an address or a number of theirs, and for who introduced them by any trace.

    The whole name alone is enough where no address says that it is somebody else of the same name.
    """
    if paper.author in person.referrers and holds_trace(paper.texts, person.traces):
        return True
    if person.reach.intersection(contact_hashes.hash_addresses(paper.email)) or _is_number(paper.phone, person.numbers):
        return True
    named = any(fold_text(name).strip() in person.names for name in paper.names)
    return named and not paper.email and not paper.phone


def _papers() -> Iterator[Paper]:
    for draft in db.session.scalars(select(ReferralDraft)).all():
        reached = draft.first("email").strip(), draft.first("phone").strip()
        yield Paper(draft, draft.user_id, draft.answers, (draft.first("name"),), *reached)
    for asked in db.session.scalars(select(ContactRequest)).all():
        said = asked.answers
        reached = str(said.get("email") or ""), str(said.get("phone") or "")
        names = asked.called, str(said.get("name") or "")
        yield Paper(asked, asked.user_id, [asked.called, said], names, *reached)


def _is_number(typed: str, numbers: tuple[str, ...]) -> bool:
    """Whether one of `numbers` ends as this one, however it was written."""
    digits = _digits(typed).lstrip("0")
    return len(digits) >= LEAST_DIGITS and any(number.endswith(digits) for number in numbers)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone.partition("x")[0])
