"""No row is lost on the way up or down, from any revision, on either database (trust.md, reliability)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, pairwise

import flask_migrate
import pytest
from sqlalchemy import text

from portal.config import OperatorError
from portal.core.db import db
from portal.web.health import database_revision, newest_revision, scripts
from tests.migrations import full_office
from tests.support import postgres
from tests.support.databases import new_app

REWRITTEN = {"0004": {"search_index"}}
"""Tables whose values a revision writes anew: there only the number of rows stays."""
Columns = dict[str, set[str]]
numbers = count(1)


@pytest.fixture
def empty(apps, database, tmp_path) -> Iterator[None]:
    """The context of an app whose database has nothing in it yet."""
    url = apps.on(database).config["SETTINGS"].database_url
    with new_app(tmp_path, url and postgres.another(url, f"migrated_{next(numbers)}")).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def revisions() -> list[str]:
    """All of them, oldest first."""
    return [script.revision for script in scripts().walk_revisions()][::-1]


def shared(one: Columns, other: Columns) -> Columns:
    """What both hold."""
    return {table: one[table] & other[table] for table in one.keys() & other.keys()}


def told(wanted: Columns, revision: str) -> dict:
    """All rows of these columns, but only how many where `revision` writes them anew."""
    found = full_office.rows(wanted)
    return {
        table: sum(rows.values()) if table in REWRITTEN.get(revision, ()) else rows for table, rows in found.items()
    }


@pytest.mark.usefixtures("empty")
def test_every_row_is_kept_on_the_way_down_and_up_again():
    columns, shapes = {}, {}
    for revision in revisions():
        flask_migrate.upgrade(revision=revision)
        columns[revision], shapes[revision] = full_office.columns(), full_office.shape()
    full_office.open_office()
    assert all(full_office.rows(columns[newest_revision()]).values())

    for revision, older in pairwise(reversed(revisions())):
        kept = shared(columns[revision], columns[older])
        before = told(kept, revision)
        flask_migrate.downgrade(revision=older)
        assert full_office.shape() == shapes[older]
        assert told(kept, revision) == before, revision

    for older, revision in pairwise(revisions()):
        kept = shared(columns[older], columns[revision])
        assert kept == columns[older], f"{revision} must not drop what people wrote"
        before = told(kept, revision)
        flask_migrate.upgrade(revision=revision)
        assert full_office.shape() == shapes[revision]
        assert told(kept, revision) == before, revision

    flask_migrate.downgrade(revision="base")
    assert full_office.columns() == {}


@pytest.mark.usefixtures("empty")
@pytest.mark.sqlite_only  # PostgreSQL checks each row as it goes
def test_a_row_that_would_stand_alone_stops_the_move_and_nothing_has_changed():
    flask_migrate.upgrade(revision="0001")
    with db.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(text("INSERT INTO membership (user_id, office_id, role) VALUES (7, 7, 'producer')"))
        connection.commit()
    before = full_office.shape()
    with pytest.raises(OperatorError, match=r"left as it was.*membership without its (app_user|office)"):
        flask_migrate.upgrade()
    assert database_revision() == "0001"
    assert full_office.shape() == before
    assert full_office.rows({"membership": {"id"}})["membership"].total() == 1


@pytest.mark.usefixtures("empty")
@pytest.mark.sqlite_only
def test_afterwards_keys_are_watched_again():
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
