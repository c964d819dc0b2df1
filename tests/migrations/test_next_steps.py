"""What was planned goes on the way back; the referral and the lines of its history stay, and take new plans again."""

from __future__ import annotations

from datetime import timedelta

import flask_migrate
import pytest
from sqlalchemy import text

from portal.core.db import db, utcnow
from portal.referrals.next_steps import steps
from tests import people
from tests.factories import a_referral


def counts() -> tuple[int, int]:
    with db.engine.connect() as connection:
        return tuple(connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("referral", "stage_move"))


@pytest.mark.usefixtures("empty")
def test_plans_go_and_lines_stay():
    flask_migrate.upgrade()
    cast = people.gather()
    referral = a_referral(cast.alice, stage="received")
    plan = steps.Plan("other", utcnow().date() + timedelta(days=1))
    steps.plan_step(referral, plan, by=cast.rita, now=utcnow(), version=referral.version)
    db.session.commit()
    before = counts()
    db.session.close()
    flask_migrate.downgrade(revision="0019")
    assert counts() == before
    flask_migrate.upgrade()
    assert counts() == before
    assert db.session.scalar(text("SELECT count(*) FROM next_step")) == 0
    db.session.close()
