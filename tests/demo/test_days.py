"""The demo keeps its promises on whatever day it is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import Date, and_, func, select

from portal.accounts.models import User
from portal.core.business_days import CLOSES, OPENS
from portal.core.db import Moment, db
from portal.demo.load import load_demo
from portal.demo.people import DOMAIN
from portal.offices.calendars import calendar_of
from portal.offices.models import Office
from portal.referrals.duplicates import similarity
from portal.referrals.duplicates.comparison import compare_people
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record.models import Candidate, Referral, StageMove
from portal.referrals.stages.definitions import ALL_STAGES
from tests.demo.days import EVERY, FOUR
from tests.support.databases import emptied_after

TO_COME = {
    "news_due_at",
    "news_soon_at",
    "expires_at",
    "opens_on",
    "closes_on",
    "again_on",
    "shown_from",
    "next_step.day",
}
"""Columns that say what is to be: promises, and when something ends."""


@contextmanager
def made(app: Flask, now: datetime) -> Iterator[None]:
    """The demo made at `now`, until the end of the block."""
    with emptied_after(app):
        assert load_demo(now)
        yield


@pytest.mark.sqlite_only
@pytest.mark.parametrize("now", EVERY, ids=lambda now: now.isoformat())
def test_the_demo_keeps_its_promises_on_every_kind_of_day(apps, database, now):
    with made(apps.on(database), now):
        keeps_its_promises(now)


@pytest.mark.postgresql
@pytest.mark.parametrize("now", FOUR, ids=lambda now: now.isoformat())
def test_the_demo_keeps_its_promises_on_postgresql_too(apps, now):
    with made(apps.on("postgresql"), now):
        keeps_its_promises(now)


def keeps_its_promises(now: datetime) -> None:
    """Everything that pages, screenshots and tests count on."""
    as_many_of_each_state_as_an_office_has(now)
    recruiters_of_quebec_find_two_who_may_be_one()
    somebody_was_thanked_and_somebody_waits(now)
    the_producer_of_the_four_accounts_has_a_link_to_pass_on(now)
    nothing_is_in_the_future(now)
    people_worked_when_their_office_was_open(now)


def as_many_of_each_state_as_an_office_has(now: datetime) -> None:
    found = dict(db.session.execute(select(Referral.stage, func.count()).group_by(Referral.stage)).all())
    assert sum(found.values()) == 160
    assert {stage for stage in ALL_STAGES if found.get(stage, 0) < 3} == set(), found
    assert 40 < db.session.scalar(select(func.count()).where(Referral.closed_at.is_(None))) < 70
    assert 3 <= db.session.scalar(select(func.count()).where(Referral.news_due_at < now)) < 20


def recruiters_of_quebec_find_two_who_may_be_one() -> None:
    rosalie = account("recruteur")
    likeness = db.session.scalars(select(Likeness).where(*similarity.waiting_for(rosalie.id))).one()
    pair = [db.session.get_one(Candidate, ident) for ident in (likeness.first_id, likeness.second_id)]
    assert pair[0].name != pair[1].name
    assert {"field", "region"} <= set(likeness.why.split(","))
    assert {line.same for line in compare_people(*pair)} == {True, False}, "some of it agrees, some of it does not"


def somebody_was_thanked_and_somebody_waits(now: datetime) -> None:
    quebec = db.session.scalars(select(Office).where(Office.slug == "quebec")).one()
    thanked = select(StageMove.referral_id).where(StageMove.gesture == "thanks")
    late = and_(Referral.office_id == quebec.id, Referral.closed_at.is_(None), Referral.news_due_at < now)
    assert db.session.scalars(select(Referral.id).where(late, Referral.id.in_(thanked))).first()


def the_producer_of_the_four_accounts_has_a_link_to_pass_on(now: datetime) -> None:
    waiting = and_(Referral.referrer_id == account("producteur").id, Referral.stage == "awaiting_consent")
    newest = db.session.scalars(select(Referral).where(waiting).order_by(Referral.id.desc())).first()
    assert newest is not None
    assert newest.agreed_at is None


def account(name: str) -> User:
    return db.session.scalars(select(User).where(User.email == f"{name}@{DOMAIN}")).one()


def nothing_is_in_the_future(now: datetime) -> None:
    early = []
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Moment | Date) and not {column.name, str(column)} & TO_COME:
                latest = db.session.scalar(select(func.max(column)))
                day = latest if type(latest) is date else latest and latest.date()
                ahead = latest is not None and (day > now.date() if type(latest) is date else latest > now)
                early += [f"{table.name}.{column.name}: {latest}"] if ahead else []
    assert not early


def people_worked_when_their_office_was_open(now: datetime) -> None:
    calendars = {office.id: calendar_of(office) for office in db.session.scalars(select(Office))}
    wrong = []
    told = select(Referral.office_id, StageMove.at).join(Referral).where(StageMove.by_id.is_not(None))
    for office_id, at in db.session.execute(told):
        calendar = calendars[office_id]
        local = at.astimezone(calendar.zone)
        if not calendar.is_open(local.date()) or not OPENS <= local.time() <= CLOSES:
            wrong.append((office_id, local.isoformat()))
    assert not wrong
