"""What each role finds on its home page: what waits, what moved, what suits, what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, case, func, select

from portal.accounts.models import User
from portal.activity import subjects
from portal.activity.log import describe_entry
from portal.activity.models import Entry
from portal.core.caches import cached
from portal.core.db import db, select_rows
from portal.home import first_steps
from portal.opportunities import queries
from portal.opportunities.models import Opportunity
from portal.opportunities.rows import Row
from portal.producers.models import Profile
from portal.referrals.board import cards
from portal.referrals.record.models import Referral, ReferralDraft
from portal.referrals.record.policy import STAFF, readable_offices, works_on
from portal.referrals.status_updates.pending import waits_for_answer, waits_for_news
from portal.referrals.status_updates.requests import is_unanswered
from portal.web.i18n.formatting import first_name

WAITING, MOVES = 8, 8
MOVEMENTS = ("referrals.introduced", "referrals.moved", "referrals.opened")


def greet_person(person: User, now: datetime) -> str:
    """`Bonjour, Émile`, from 18:00 on `Bonsoir, Émile`, by the hour where the person is."""
    hour = now.astimezone(ZoneInfo(person.timezone)).hour
    first = first_name(person.name)
    if 5 <= hour < 12:
        return _("Good morning, %(name)s", name=first)
    return _("Good afternoon, %(name)s", name=first) if 12 <= hour < 18 else _("Good evening, %(name)s", name=first)


def find_waiting(person: User, now: datetime) -> list[cards.Card]:
    """The referrals that have waited longest in the person's offices: their own first, of these the asked about."""
    mine = case((Referral.recruiter_id == person.id, 0), else_=1)
    asked = case((is_unanswered(), 0), else_=1)
    query = cards.select_cards().where(works_on(person), waits_for_news(now))
    query = query.order_by(mine, asked, Referral.news_due_at, Referral.id)
    return [cards.card_of(row, now) for row in db.session.execute(query.limit(WAITING), {"reader": person.id})]


def waiting_count(person: User, now: datetime) -> int:
    """How many wait in all."""
    query = select(func.count()).select_from(Referral).where(works_on(person), waits_for_news(now))
    return db.session.scalar(query) or 0


def reads_many_offices(person: User) -> bool:
    """Whether what waits on the home page is of more than one office."""
    offices = readable_offices(person)
    return offices is None or len(offices) > 1


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many introductions wait for a recruiter's yes or no; of how many the candidate has said yes already."""

    count: int
    agreed: int


_REFERRAL, _ROLE = Referral.__table__.c, Opportunity.__table__.c
_DRAFTED = ReferralDraft.answers[("typed", "name", 0)].as_string()
"""Whom a draft is about, as far as it is typed."""


def _build_own() -> Select:
    """The statement of `find_own`."""
    draft = select(ReferralDraft.id).where(ReferralDraft.user_id == bindparam("person"))
    newest = draft.order_by(ReferralDraft.id.desc()).limit(1).scalar_subquery()
    name = select(_DRAFTED).where(ReferralDraft.id == newest).scalar_subquery()
    roles = select(func.count()).where(_ROLE.recruiter_id == bindparam("person"), _ROLE.state == "open")
    return select(roles.scalar_subquery(), newest, name, *first_steps.build_measures())


_OWN = _build_own()
"""Built once, as it is the same for everybody."""


@cached(2)
def _proposed(everywhere: bool) -> Select:
    said_yes = func.sum(case((_REFERRAL.agreed_at.is_not(None), 1), else_=0))
    query = select(func.count(), said_yes).where(waits_for_answer(bindparam("person")))
    return query if everywhere else query.where(_REFERRAL.office_id.in_(bindparam("offices", expanding=True)))


def find_proposed(person: User) -> Proposed:
    """The introductions on the board of `person`, if they recruit, that wait for an answer: what its filter lists."""
    if not person.offices_as("recruiter"):
        return Proposed(0, 0)
    offices = readable_offices(person)
    count, said_yes = select_rows(_proposed(offices is None), {"person": person.id, "offices": offices})[0]
    return Proposed(count, said_yes or 0)


@dataclass(frozen=True, slots=True)
class Movement:
    """One thing that happened, in words."""

    words: str
    about: str
    at: datetime
    referral_id: int


def find_movements(person: User) -> list[Movement]:
    """What happened last to the referrals of the person's offices, the newest first, as in the log."""
    seen = person.within(Entry.office_id, *STAFF)
    query = select(Entry).where(Entry.kind.in_(MOVEMENTS), seen).order_by(Entry.at.desc(), Entry.id.desc())
    entries = db.session.scalars(query.limit(MOVES)).all()
    told = subjects.describe_subjects(entries, person, "home")
    return [
        Movement(describe_entry(entry, notice=True, to=person.id), told.get(entry.id, ""), entry.at, entry.subject_id)
        for entry in entries
    ]


def suggest_opportunities(person: User, profile: Profile | None) -> tuple[Row, ...]:
    """Open roles that suit: of the producer's fields and office first, then their office's, then the newest."""
    return queries.find_nearest(sorted(person.offices_as()), list(profile.fields) if profile else [])


@dataclass(frozen=True, slots=True)
class Request:
    """The one thing that is asked of a person. kind: `draft` or `profile`; name: whom the draft is about, or ""."""

    kind: str
    id: int
    name: str = ""


def asked_of(person: User, profile: Profile | None) -> Request | None:
    """A draft to finish, else a profile to complete, else nothing: one thing at most."""
    newest = select(ReferralDraft.id, _DRAFTED).where(ReferralDraft.user_id == person.id)
    if draft := db.session.execute(newest.order_by(ReferralDraft.id.desc()).limit(1)).first():
        return Request("draft", draft[0], draft[1] or "")
    if profile is not None and not (profile.fields and profile.growth and profile.since):
        return Request("profile", person.id)
    return None


@dataclass(frozen=True, slots=True)
class Own:
    """What a person of the office has of their own: how many open roles, a draft to finish, what is left to begin."""

    roles: int
    asked: Request | None
    steps: list[first_steps.Step]


def find_own(person: User) -> Own:
    """The open roles that `person` recruits for, their newest draft and their first steps, in one statement."""
    given = {"person": person.id, "recruits": sorted(person.offices_as("recruiter"))}
    given["offices"] = sorted(person.offices_as("recruiter", "manager"))
    roles, draft, name, *measured = select_rows(_OWN, given)[0]
    steps = first_steps.name_steps(person, dict(zip(first_steps.MEASURED, measured, strict=True)))
    return Own(roles, Request("draft", draft, name or "") if draft else None, steps)
