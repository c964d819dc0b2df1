"""What section C fills in is whole on both databases, and its requests are answered as they should be."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from sqlalchemy import func, select, text
from werkzeug.test import Client

from bench.filling import world
from bench.growing import asked_of
from bench.size import Size
from portal.core.db import db
from portal.referrals.record.models import Referral, StageMove
from tests.support import postgres
from tests.support.databases import BOTH

SMALL = Size(400, people=60, offices=4, on_board=120, home_every=4, roles=30, closed_roles=10)


@pytest.fixture(scope="module", params=BOTH)
def filled(request):
    """A small set as section C makes it."""
    server = postgres.running() if request.param == "postgresql" else nullcontext("")
    with server as address, world(SMALL, address) as made:
        yield made


def test_every_request_is_answered(filled):
    client = Client(filled.app, use_cookies=False)
    wrong = {}
    for asked in asked_of(filled):
        for _turn in range(3):
            with client.open(**asked.ask()) as answer:
                if answer.status_code != asked.status:
                    wrong[asked.name] = answer.status_code
    assert not wrong


def test_what_is_filled_in_hangs_together(filled):
    with filled.app.app_context():
        last = select(func.max(StageMove.id)).where(StageMove.from_stage != StageMove.to_stage)
        last = last.group_by(StageMove.referral_id)
        stands = select(StageMove.referral_id, StageMove.to_stage, StageMove.at).where(StageMove.id.in_(last))
        told = {tuple(row[:2]) for row in db.session.execute(stands)}
        said = db.session.execute(
            select(Referral.id, Referral.stage).where(Referral.stage != "awaiting_consent", Referral.id != 1)
        )
        assert {tuple(row) for row in said} <= told
        if db.engine.dialect.name == "sqlite":
            assert not db.session.execute(text("PRAGMA foreign_key_check")).all()
            assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
        db.session.remove()
