"""What a referrer took back is told apart from what a candidate withdrew, and stands among the withdrawals before."""

from __future__ import annotations

import flask_migrate
import pytest
from sqlalchemy import text

from portal.activity.log import record
from portal.core.db import db, utcnow
from portal.referrals.consent.events import TAKEN_BACK, WITHDREW
from portal.referrals.record.models import StageMove
from tests import people
from tests.factories import a_referral

STANDS = text("SELECT stage FROM referral ORDER BY id")
LINES = text("SELECT to_stage FROM stage_move WHERE from_stage = 'awaiting_consent' ORDER BY referral_id")


def ended() -> tuple[list[str], list[str]]:
    with db.engine.connect() as connection:
        return list(connection.scalars(STANDS)), list(connection.scalars(LINES))


@pytest.mark.usefixtures("empty")
def test_each_outcome_goes_up_and_down_with_its_history():
    flask_migrate.upgrade()
    cast, now = people.gather(), utcnow()
    for kind, stage in ((TAKEN_BACK, "taken_back"), (WITHDREW, "withdrawn")):
        made = a_referral(cast.alice, stage=stage)
        line = {"from_stage": "awaiting_consent", "to_stage": stage, "at": now}
        db.session.add(StageMove(referral_id=made.id, **line))
        record(kind, made, by=cast.alice, now=now)
    db.session.commit()
    db.session.close()
    apart, one = ["taken_back", "withdrawn"], ["withdrawn", "withdrawn"]
    assert ended() == (apart, apart)
    flask_migrate.downgrade(revision="0013")
    assert ended() == (one, one)
    flask_migrate.upgrade()
    assert ended() == (apart, apart)
