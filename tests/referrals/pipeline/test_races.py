"""Two people at the same moment: exactly one move wins, on both databases."""

from __future__ import annotations

import threading

import pytest

from portal.core.db import db, utcnow, writing
from portal.core.refusals import Conflict
from portal.referrals import stages
from portal.referrals.models import Referral, StageMove
from tests import factories, people


@pytest.mark.parametrize("turn", range(3))
def test_of_two_moves_at_once_exactly_one_wins(committed, turn):
    cast = people.gather()
    referral = factories.a_referral(cast.alice, stage="received")
    number, before = referral.id, cast.quebec.board_version
    start, outcomes = threading.Barrier(4), []

    def try_to(stage: str) -> None:
        with committed.test_request_context():
            start.wait()
            try:
                with writing():
                    mine, rita = db.session.get(Referral, number), db.session.get(people.User, cast.rita.id)
                    stages.move(mine, stage, by=rita, now=utcnow(), version=1, note=stage)
                outcomes.append("won")
            except Conflict:
                outcomes.append("lost")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=try_to, args=(to,)) for to in ("contacted", "interview", "offer", "withdrawn")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    db.session.expire_all()
    lines = db.session.scalars(db.select(StageMove).where(StageMove.referral_id == number)).all()
    assert sorted(outcomes) == ["lost", "lost", "lost", "won"]
    assert [line.to_stage for line in lines] == [db.session.get(Referral, number).stage]
    assert db.session.get(people.Office, cast.quebec.id).board_version == before + 1
