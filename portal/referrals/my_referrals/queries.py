"""My referrals: what became of each, the one with the latest news first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.core.caches import cached
from portal.core.db import db
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.referrals.record import display_names
from portal.referrals.record.introduction_status import IntroductionStatus, status_of
from portal.referrals.record.labels import BECAME
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages.deadlines import Clock, find_clock
from portal.referrals.stages.labels import code_for_referrer, is_told, label_for_referrer
from portal.referrals.status_updates.requests import Ask, ask_of

SIZE = 20


@dataclass(frozen=True, slots=True)
class MyReferral:
    """One referral in the list of who made it."""

    id: int
    name: str
    aim: str
    role_state: str | None
    stage: str
    label: str
    became: str
    halves: IntroductionStatus | None
    stage_since: datetime
    last_news_at: datetime | None
    holder: str
    clock: Clock | None
    is_open: bool
    ask: Ask | None


def list_referrals(
    user: User, language: str, now: datetime, *, pages: int, only: list[int] | None = None
) -> tuple[list[MyReferral], bool]:
    """The first `pages` pages of the referrals of `user` in `language`, and whether there are more.

    `only`: the ids of those that are asked for; None for all.
    """
    found = list_newest(user, language, now, most=pages * SIZE + 1, only=only)
    return found[: pages * SIZE], len(found) > pages * SIZE


def list_newest(
    user: User, language: str, now: datetime, *, most: int, only: list[int] | None = None
) -> list[MyReferral]:
    """At most so many of the referrals of `user`, those with the latest news; of those in `only`, if it is given."""
    query, asked = _selection(), {"person": user.id, "most": most}
    found = db.session.execute(query if only is None else query.where(Referral.id.in_(only)), asked)
    return [_mine(row, language, now) for row in found]


@cached(1)
def _selection() -> Select:
    """What a line needs of the first `most` referrals that `person` made; built once."""
    recruiter = aliased(User)
    columns = (Referral.id, Referral.stage, Referral.stage_since, Referral.last_news_at, Referral.news_due_at)
    columns += (Referral.news_soon_at, Referral.news_asked_at, Referral.agreed_at, Referral.recruiter_answer)
    query = select(
        *columns,
        Referral.created_at,
        Referral.closed_at,
        Referral.typed_name,
        Candidate.erased_at,
        *Opportunity.title.columns,
        Opportunity.state.label("role_state"),
        Office.name.label("office"),
        Office.timezone,
        Office.region,
        recruiter.name.label("recruiter"),
    )
    query = query.select_from(Referral).join(Candidate).join(Office, Office.id == Referral.office_id)
    query = query.join(Opportunity, Opportunity.id == Referral.opportunity_id, isouter=True)
    query = query.join(recruiter, recruiter.id == Referral.recruiter_id, isouter=True)
    latest = func.coalesce(Referral.last_news_at, Referral.created_at)
    query = query.where(Referral.referrer_id == bindparam("person")).order_by(latest.desc(), Referral.id.desc())
    return query.limit(bindparam("most"))


def _mine(row, language: str, now: datetime) -> MyReferral:
    holder = display_names.holder_of(row.recruiter, row.office)
    return MyReferral(
        id=row.id,
        name=_("Someone whose information was erased") if row.erased_at else row.typed_name,
        aim=display_names.aim_of(Opportunity.title.of(row), row.office, language),
        role_state=row.role_state,
        stage=code_for_referrer(row.stage),
        label=label_for_referrer(row.stage),
        became=str(BECAME[row.stage]) if is_told(row.stage) else label_for_referrer(row.stage),
        halves=status_of(row, row.recruiter),
        stage_since=row.stage_since,
        last_news_at=row.last_news_at,
        holder=holder,
        clock=find_clock(row, now),
        is_open=row.closed_at is None,
        ask=ask_of(row, holder, now),
    )
