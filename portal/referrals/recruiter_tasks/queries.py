"""What waits for a recruiter: each referral once, under its most pressing reason; those who asked come first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, case, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.core.db import db
from portal.offices.models import Office
from portal.opportunities import scheduling
from portal.opportunities.candidate_requests import requests as requests_for_candidates
from portal.opportunities.candidate_requests.models import CandidateRequest
from portal.opportunities.models import Opportunity
from portal.referrals.acknowledgements import thanks
from portal.referrals.consent import confirmations
from portal.referrals.consent.links import ConsentLink
from portal.referrals.next_steps import labels as step_labels
from portal.referrals.next_steps.models import NextStep
from portal.referrals.pool.membership import comes_back
from portal.referrals.record import policy
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages import deadlines
from portal.referrals.status_updates import replies, requests
from portal.referrals.status_updates.pending import waits_for_answer, waits_for_news
from portal.referrals.submission.weekly_limit.limit import GoAhead

MOST = 100
EXPIRES_WITHIN = timedelta(days=3)
KINDS = {
    "step": _l("Planned"),
    "asked": _l("Update requested"),
    "replied": _l("Replied"),
    "introduction": _l("Introductions to answer"),
    "to_confirm": _l("Consents to confirm"),
    "news": _l("Updates due"),
    "thanks": _l("Thank-yous to send"),
    "pool": _l("Talent pool, this month"),
    "go_ahead": _l("Go-ahead requests"),
    "expiring": _l("Links about to expire"),
    "question": _l("Questions about roles"),
    "stale": _l("Roles open for long"),
    "draft": _l("Drafts of roles"),
}
"""Why something waits, the most pressing first."""


_FIRST = {"asked": 0, "step": 1}


@dataclass(frozen=True, slots=True)
class Person:
    """Who introduced somebody, or recorded what somebody said."""

    id: int
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. kind: of KINDS; since: when waiting began; who: the candidate's name once it is open.

    `id` is the referral's, but the role's for one to finish (there is no referrer then), and the question's for a
    go-ahead.
    """

    kind: str
    id: int
    since: datetime
    who: str
    role: tuple[str, str]
    office: str
    office_id: int
    version: int = 0
    referrer: Person | None = None
    clock: deadlines.Clock | None = None
    agreed: bool = False
    expires_at: datetime | None = None
    step_id: int = 0
    step: str = ""
    """What was planned, in words, of an item of the kind `step`; with whom and where once it is open."""
    details: str = ""


def has_referrals(person: User) -> bool:
    """Whether anybody was ever referred to an office where `person` works: only then is an empty day good news."""
    return db.session.scalar(select(Referral.id).where(policy.works_on(person)).limit(1)) is not None


def list_items(user: User, language: str, now: datetime) -> list[Item]:
    """All that waits for `user`: those who asked for news, what is planned, then the longest. Four statements."""
    rows = db.session.execute(_referrals(user, now)).all()
    found = [_item(row, language, now) for row in rows if row.kind]
    found += [_planned(row, language) for row in rows if _is_due(row, now)]
    found += [_to_confirm(row, language) for row in db.session.execute(_recorded(user))]
    found += [_role_to_look_at(row, language) for row in db.session.execute(_roles_to_look_at(user, now))]
    found += [_asked_to_go_on(row, language) for row in db.session.execute(_go_aheads(user))]
    return sorted(found, key=lambda item: (_FIRST.get(item.kind, len(_FIRST)), item.since, item.id))


def _referrals(user: User, now: datetime) -> Select:
    referrer = aliased(User)
    columns = (Referral.id, Referral.version, Referral.stage, Referral.created_at, Referral.closed_at)
    promised = (Referral.news_due_at, Referral.news_soon_at, Referral.last_news_at, Referral.news_asked_at)
    halves = (Referral.agreed_at, Referral.opened_at, Referral.stage_since, Referral.replied_at)
    titles = (
        *Opportunity.title.columns,
        Office.name.label("office"),
        Office.id.label("office_id"),
    )
    who = case((policy.identity_is_open(), Candidate.name)).label("who")
    people = (who, referrer.id.label("by"), referrer.name.label("by_name"), referrer.language)
    reasons = _reasons(user, now)
    query = select(*columns, *promised, *halves, *titles, *people, ConsentLink.expires_at)
    query = query.add_columns(case(*((waits, kind) for kind, waits in reasons.items())).label("kind"))
    query = query.select_from(Referral).join(Candidate, Candidate.id == Referral.candidate_id)
    query = query.join(referrer, referrer.id == Referral.referrer_id).join(Office, Office.id == Referral.office_id)
    query = query.join(Opportunity, Opportunity.id == Referral.opportunity_id, isouter=True)
    query = query.join(ConsentLink, ConsentLink.referral_id == Referral.id, isouter=True)
    pool = reasons.pop("pool")
    to_come = and_(NextStep.referral_id == Referral.id, NextStep.ended_at.is_(None))
    steps = (NextStep.kind.label("step_kind"), NextStep.day, NextStep.hour, NextStep.whom, NextStep.place)
    query = query.join(NextStep, to_come, isouter=True)
    query = query.add_columns(NextStep.id.label("step_id"), NextStep.shown_from, *steps)
    waits = or_(*reasons.values(), NextStep.shown_from <= now)
    query = query.where(_mine(user), or_(and_(Referral.closed_at.is_(None), waits), pool))
    query = query.where(Referral.id.in_(_open_or_back(user, now)))
    return query.order_by(requests.is_unanswered().desc(), Referral.news_due_at, Referral.id).limit(MOST)


def _open_or_back(user: User, now: datetime) -> CompoundSelect:
    """The ids of the few that are open or come back, by an index for each, not through all of the office."""
    here = Referral.office_id.in_(sorted(user.offices_as("recruiter")))
    still = select(Referral.id).where(here, Referral.closed_at.is_(None))
    return union_all(still, select(Referral.id).where(Referral.again_on <= now.date()))


def _mine(user: User):
    """What `user` holds, and what nobody holds where they recruit; never their own referrals."""
    here = Referral.office_id.in_(sorted(user.offices_as("recruiter")))
    theirs = or_(Referral.recruiter_id == user.id, ~policy.is_held())
    return and_(here, theirs, Referral.referrer_id != user.id)


def _reasons(user: User, now: datetime) -> dict[str, ColumnElement[bool]]:
    """SQL by kind: why a referral waits for `user`, the most pressing first. Of several reasons the first one holds."""
    return {
        "pool": comes_back(now),
        "asked": requests.is_unanswered(),
        "replied": replies.is_unread(),
        "introduction": waits_for_answer(user.id),
        "news": waits_for_news(now),
        "thanks": and_(Referral.opened_at.is_not(None), thanks.is_unthanked()),
        "expiring": and_(Referral.agreed_at.is_(None), ConsentLink.expires_at.between(now, now + EXPIRES_WITHIN)),
    }


def _item(row, language: str, now: datetime) -> Item:
    return Item(
        kind=row.kind,
        id=row.id,
        since=_since(row),
        who=row.who or "",
        role=_title(row, language),
        office=row.office,
        office_id=row.office_id,
        version=row.version,
        referrer=Person(row.by, row.by_name, row.language),
        clock=deadlines.find_clock(row, now),
        agreed=row.agreed_at is not None,
        expires_at=row.expires_at if row.kind == "expiring" else None,
    )


def _is_due(row, now: datetime) -> bool:
    return row.step_id is not None and row.closed_at is None and row.shown_from <= now


def _planned(row, language: str) -> Item:
    return Item(
        kind="step",
        id=row.id,
        since=row.shown_from,
        who=row.who or "",
        role=_title(row, language),
        office=row.office,
        office_id=row.office_id,
        referrer=Person(row.by, row.by_name, row.language),
        step_id=row.step_id,
        step=step_labels.describe_step(row.step_kind, row.day, row.hour),
        details=step_labels.describe_details(row.whom, row.place) if row.who else "",
    )


def _since(row) -> datetime:
    """Since when the reason is one."""
    if row.kind == "news":
        return deadlines.last_news_at(row)
    known = {"asked": row.news_asked_at, "replied": row.replied_at, "thanks": row.opened_at, "pool": row.stage_since}
    return known.get(row.kind) or row.created_at


def _recorded(user: User) -> Select:
    query = confirmations.for_a_second(user).join(Office, Office.id == Referral.office_id)
    query = query.join(Opportunity, Opportunity.id == Referral.opportunity_id, isouter=True)
    titles = (
        *Opportunity.title.columns,
        Office.name.label("office"),
        Office.id.label("office_id"),
    )
    return query.add_columns(*titles).limit(MOST)


def _to_confirm(row, language: str) -> Item:
    recorder = Person(row.by, row.by_name, row.language)
    return Item("to_confirm", row.id, row.at, "", _title(row, language), row.office, row.office_id, referrer=recorder)


def _roles_to_look_at(user: User, now: datetime) -> CompoundSelect:
    """Drafts that open on no day by themselves, roles that are open for long, and what producers ask about roles."""
    stale = scheduling.is_stale(now)
    draft = and_(Opportunity.state == "draft", Opportunity.opens_on.is_(None))
    since = case((stale, scheduling.known_open_at()), else_=Opportunity.created_at).label("since")
    titles = (*Opportunity.title.columns, Office.name.label("office"), Office.id.label("office_id"))
    kind = case((stale, "stale"), else_="draft").label("kind")
    nobody = (null().label("by"), null().label("by_name"), null().label("language"))
    roles = select(Opportunity.id.label("id"), Opportunity.version, kind, since, *titles, *nobody)
    roles = roles.join(Office, Office.id == Opportunity.office_id).where(Opportunity.recruiter_id == user.id)
    who = (User.id.label("by"), User.name.label("by_name"), User.language)
    asked = (CandidateRequest.id.label("id"), Opportunity.version, literal("question").label("kind"))
    questions = select(*asked, CandidateRequest.answered_at.label("since"), *titles, *who)
    questions = requests_for_candidates.narrow_to_waiting(questions, user).join(
        User, User.id == CandidateRequest.user_id
    )
    questions = questions.join(Office, Office.id == Opportunity.office_id)
    return union_all(questions, roles.where(or_(draft, stale))).order_by("since", "id").limit(MOST)


def _role_to_look_at(row, language: str) -> Item:
    asked = Person(row.by, row.by_name, row.language) if row.by else None
    since = row.since if row.since.tzinfo else row.since.replace(tzinfo=UTC)
    return Item(row.kind, row.id, since, "", _title(row, language), row.office, row.office_id, row.version, asked)


def _go_aheads(user: User) -> Select:
    columns = (GoAhead.id, GoAhead.asked_at, GoAhead.office_id, Office.name.label("office"))
    query = select(*columns, User.id.label("by"), User.name.label("by_name"), User.language)
    query = query.join(User, User.id == GoAhead.user_id).join(Office, Office.id == GoAhead.office_id)
    mine = query.where(GoAhead.office_id.in_(sorted(user.offices_as("recruiter"))), GoAhead.user_id != user.id)
    return mine.where(GoAhead.answered_at.is_(None)).order_by(GoAhead.asked_at, GoAhead.id).limit(MOST)


def _asked_to_go_on(row, language: str) -> Item:
    who = Person(row.by, row.by_name, row.language)
    return Item("go_ahead", row.id, row.asked_at, "", ("", language), row.office, row.office_id, referrer=who)


def _title(row, language: str) -> tuple[str, str]:
    """The role's title and its language; ("", language) for an office in general."""
    return Opportunity.title.of(row).in_language(language)
