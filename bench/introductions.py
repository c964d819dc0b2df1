"""The referrals themselves, with their candidates, how these are reached, and the words they are found by."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from bench import names, people, story
from bench.bulk import Bulk, moment
from bench.size import ENDS, Size, title
from portal.core import search, text_normalization
from portal.referrals.consent.links import ConsentLink
from portal.referrals.record.contact_hashes import ContactHash
from portal.referrals.record.models import Candidate, Referral

WHY = "Elle écoute avant de conseiller, et tient ce qu’elle promet. " * 3
TOLD = (
    "id office_id opportunity_id referrer_id candidate_id recruiter_id created_at stage stage_since agreed_at opened_at"
    " recruiter_answer last_news_at closed_at news_due_at news_soon_at relationship vouch why attested_how attested_on"
    " typed_name typed_email typed_phone typed_language"
)
OLDEST, YOUNGEST = 690, 30
"""Days since closed referrals were made: what is older was erased, as the law wants it."""


def introduce(bulk: Bulk, size: Size, now: datetime) -> None:
    """Fill in `size.referrals` referrals; what follows from them is told by `story`."""
    numbers = range(1, size.referrals + 1)
    made = [moment(_made(number, size, now)) for number in numbers]
    bulk.pour(Referral, TOLD, (_referral(number, size, now) for number in numbers))
    known = ((number, _name(number), *_reach(number), made[number - 1]) for number in numbers)
    bulk.pour(Candidate, "id name email phone created_at", known)
    chance = random.Random(7)
    reach = ((number, chance.randbytes(32).hex()) for number in numbers for _address in range(2))
    bulk.pour(ContactHash, "candidate_id digest", reach)
    nonce, ends = (lambda: chance.randbytes(32).hex()), moment(now + timedelta(days=14))
    links = ((number, nonce(), nonce(), made[number - 1], ends) for number in numbers)
    bulk.pour(ConsentLink, "referral_id nonce token_digest made_at expires_at", links)
    by_role = [text_normalization.word_forms(title(number)) for number in range(size.roles + 1)]
    bulk.find(_found(number, size, by_role) for number in numbers)


def _is_open(number: int, size: Size) -> bool:
    """The first ones are, in office 1; of the others every tenth, but none in office 1."""
    return number <= size.on_board or (number % 10 == 0 and _office(number, size) != 1)


def _office(number: int, size: Size) -> int:
    if number <= size.on_board or number % size.home_every == 0:
        return 1
    return 2 + number % (size.offices - 1)


def _stage(number: int, size: Size) -> str:
    if not _is_open(number, size):
        return ENDS[number % len(ENDS)]
    waits = number > size.on_board and number % 40 == 0
    return "awaiting_consent" if waits else story.OPEN[1 + number % 4]


def _made(number: int, size: Size, now: datetime) -> datetime:
    if _is_open(number, size):
        young = _stage(number, size) == "awaiting_consent"
        return now - timedelta(days=number // 40 % 12 + 1 if young else number % 20 + 10, minutes=number % 600)
    days = OLDEST - (OLDEST - YOUNGEST) * number / size.referrals
    return now - timedelta(days=days)


def _referral(number: int, size: Size, now: datetime) -> tuple:
    office, stage, made = _office(number, size), _stage(number, size), _made(number, size, now)
    since = made + timedelta(hours=story.PACE * story.last_move(stage, number % story.TURNS))
    opened = None if stage == "awaiting_consent" else made + timedelta(hours=2 * story.PACE)
    is_open = stage in story.OPEN
    due = now + timedelta(days=number % 9 - 2, hours=1) if is_open else None
    return (
        *(number, office, number % size.roles + 1, _producer(number, size), number),
        *(people.recruiter_of(office, number, size.offices), moment(made), stage, moment(since)),
        *(moment(opened), moment(opened), "accepted" if opened else "waiting", moment(since if opened else None)),
        *(None if is_open else moment(since), moment(due), moment(due and due - timedelta(days=1))),
        *("colleague", number % 4 + 1, WHY, "Au téléphone.", made.date().isoformat()),
        *(_name(number), *_reach(number), "fr"),
    )


def _producer(number: int, size: Size) -> int:
    staff = people.RECRUITERS + people.MANAGERS
    rank = staff + number // 3 % (size.people // size.offices - staff)
    return _office(number, size) + rank * size.offices


def _name(number: int) -> str:
    return names.name(number * 5 + 3)


def _reach(number: int) -> tuple[str, str]:
    return f"c{number}@bench.example.com", f"+1418{number % 10_000_000:07d}"


def _found(number: int, size: Size, by_role: list[list[str]]) -> tuple:
    recruiter = people.recruiter_of(_office(number, size), number, size.offices)
    around = names.words(_producer(number, size)) + names.words(recruiter) + by_role[number % size.roles + 1]
    if _stage(number, size) == "awaiting_consent":
        return search.index_line("referral", number, around, _office(number, size))
    words = [*text_normalization.name_words(f"c{number}@bench.example.com"), f"1418{number % 10_000_000:07d}", *around]
    return search.index_line("referral", number, words, _office(number, size), own=names.words(number * 5 + 3))
