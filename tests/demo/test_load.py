"""The demo: as large as promised, the same each time, with nothing that a rule would refuse."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import func, select

from portal.accounts.auth.passwords import PUBLISHED as PASSWORD
from portal.accounts.models import Membership, User
from portal.core.db import db
from portal.demo.load import load_demo
from portal.offices.models import Office
from portal.opportunities.candidate_requests.models import ANSWERS, CandidateRequest
from portal.opportunities.models import Opportunity
from portal.opportunities.role_templates.models import RoleTemplate
from portal.opportunities.saved.models import SavedRole, SavedSearch
from portal.referrals.record.models import Candidate, Referral, StageMove
from tests.support.statements import counted

TOLD = select(Candidate.name, Referral.stage, Referral.created_at).join(Referral).order_by(Referral.id)
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
MOST_STATEMENTS = 11_000
"""Whoever tries Relais waits for them; before each unit of work knew what it had done, there were half as many more."""


def count(model, *where) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def test_the_demo_is_a_year_of_an_organisation_whose_accounts_open_and_the_same_each_time(committed):
    with counted() as said:
        assert load_demo(NOW)
    assert len(said) < MOST_STATEMENTS
    is_an_organisation_with_a_year_behind_it()
    assert not load_demo(NOW), "it is made once"
    the_four_accounts_open_the_portal(committed)
    first = db.session.execute(TOLD).all()
    db.session.remove()
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(table.delete())
    db.session.commit()
    load_demo(NOW)
    assert db.session.execute(TOLD).all() == first


def is_an_organisation_with_a_year_behind_it() -> None:
    assert count(Office) == 3
    assert [count(Membership, Membership.role == role) for role in ("producer", "recruiter")] == [40, 5]
    assert count(User) == 48
    assert count(Opportunity) == 24
    assert count(Opportunity, Opportunity.state == "open") == 18
    assert count(Referral) == 160
    assert count(SavedRole) == 2
    assert count(SavedSearch) == count(RoleTemplate) == 1
    assert [count(CandidateRequest, CandidateRequest.answer == one) for one in ANSWERS] == [1, 1, 1]
    assert count(Opportunity, Opportunity.closes_on.is_not(None)) == 1
    assert count(Opportunity, Opportunity.state == "open", Opportunity.announced_at.is_(None)) == 0
    assert count(Referral, Referral.created_at > NOW) == count(StageMove, StageMove.at > NOW) == 0
    assert count(Referral, Referral.closed_at.is_(None)) > 40
    assert 0 < count(Referral, Referral.news_due_at < NOW) < 20


def the_four_accounts_open_the_portal(app: Flask) -> None:
    for account in ("producteur", "recruteur", "direction", "admin"):
        browser = app.test_client()
        answer = browser.post("/sign-in", data={"email": f"{account}@demo.example.com", "password": PASSWORD})
        assert answer.status_code == 303, account
        assert browser.get("/").status_code == 200, account
