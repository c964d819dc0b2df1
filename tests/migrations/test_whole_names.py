"""An index that knows names only without their last letters is made anew, and cut again on the way back."""

from __future__ import annotations

import flask_migrate
import pytest
from sqlalchemy import text

from portal.core.db import db
from portal.jobs.queue import Job

KNOWN = "INSERT INTO search_index (rowid, kind, ref, words) VALUES (17, 'person', 1, :words)"


def waiting() -> list[dict]:
    with db.engine.connect() as connection:
        jobs = db.select(Job.payload).where(Job.kind == "search.reindex", Job.done_at.is_(None))
        return list(connection.scalars(jobs))


@pytest.mark.usefixtures("empty")
def test_what_is_known_is_indexed_anew_and_a_new_database_has_nothing_to_do():
    flask_migrate.upgrade(revision="0011")
    assert waiting() == []
    with db.engine.begin() as connection:
        connection.execute(text(KNOWN), {"words": "p0yeric p0ydevaux p0yericdevaux p0xeric p0xdevaux p0xexample"})
    flask_migrate.downgrade(revision="0010")
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT words FROM search_index")) == "p0xeric p0xdeval p0xexample"
    flask_migrate.upgrade(revision="0011")
    assert waiting() == [{"kind": "person", "after": 0}]
    flask_migrate.downgrade(revision="0010")
    assert waiting() == []
