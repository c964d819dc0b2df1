"""What was not found before is indexed by the worker; on the way back it is forgotten, and the rest made anew."""

from __future__ import annotations

import flask_migrate
import pytest
from sqlalchemy import text

from portal.core.db import db, utcnow
from portal.jobs import queue
from portal.jobs.queue import Job
from portal.referrals.record import search_index
from tests import people
from tests.factories import a_referral

ANEW = [{"kind": "person", "after": 0}, {"kind": "referral", "after": 0}]


def waiting() -> list[tuple[str, dict]]:
    with db.engine.connect() as connection:
        jobs = db.select(Job.kind, Job.payload).where(Job.done_at.is_(None)).order_by(Job.id)
        return [(kind, payload) for kind, payload in connection.execute(jobs)]


def indexed() -> set[int]:
    with db.engine.connect() as connection:
        return set(connection.scalars(text("SELECT ref FROM search_index WHERE kind = 'referral'")))


@pytest.mark.usefixtures("empty")
def test_unopened_referrals_are_indexed_by_the_worker_and_forgotten_on_the_way_back():
    flask_migrate.upgrade(revision="0013")
    assert waiting() == []
    flask_migrate.upgrade()
    cast = people.gather()
    asked, opened = a_referral(cast.alice), a_referral(cast.alice, stage="received")
    search_index.index_referral(opened)
    queue.enqueue_job(search_index.JOB, {"bears": "role", "id": 1, "after": 0}, now=utcnow())
    db.session.commit()
    ids = asked.id, opened.id
    flask_migrate.downgrade(revision="0012")
    assert waiting() == [("search.reindex", payload) for payload in ANEW]
    flask_migrate.upgrade()
    assert waiting() == [("search.reindex", payload) for payload in ANEW]
    while queue.run_one(utcnow()):
        pass
    assert indexed() == set(ids)
    db.session.close()
    flask_migrate.downgrade(revision="0012")
    assert indexed() == {ids[1]}
