"""No row is lost on the way up or down, from any revision, on either database (trust.md, reliability)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

import flask_migrate
import pytest
from sqlalchemy import text

from portal.config import OperatorError
from portal.core.db import db
from portal.web.health import database_revision, known_revisions, newest_revision
from tests.migrations import full_office

REWRITTEN = {
    "0004": {"search_index"},
    "0008": {"consent_link"},
    "0011": {"job", "search_index"},
    "0014": {"referral", "stage_move"},
}
"""Tables whose values a revision writes anew: there only the number of rows stays."""
FILLED = {
    "0005": {"candidate_reach", "consent_link", "outgoing"},
    "0008": {"candidate_reach", "outgoing"},
    "0011": {"job"},
    "0015": {"mail_choice", "office_mail_choice"},
}
"""Tables to which a revision adds rows on the way up."""
DERIVED = {"0013": {"job", "search_index"}, "0019": {"job"}}
"""Tables of which a revision drops what is made again from the others by a job, which it adds both ways."""
Columns = dict[str, set[str]]


def revisions() -> list[str]:
    """All of them, oldest first."""
    return [script.revision for script in known_revisions().walk_revisions()][::-1]


class Office:
    """A full office that goes from one revision to the next, up or down, and loses nothing."""

    def __init__(self) -> None:
        """Make it at the newest revision; what each of them holds is noted on the way."""
        self.columns: dict[str, Columns] = {}
        self.shapes: dict[str, dict] = {}
        for revision in revisions():
            flask_migrate.upgrade(revision=revision)
            self.columns[revision], self.shapes[revision] = full_office.columns(), full_office.shape()
        full_office.open_office()
        assert all(full_office.rows(self.columns[revision]).values()), "every table tells something"

    def down(self, revision: str, older: str) -> None:
        """Only what `revision` brought goes."""
        self._go(flask_migrate.downgrade, revision, older, revision)

    def up(self, older: str, revision: str) -> None:
        """Nothing goes."""
        assert all(names <= self.columns[revision].get(table, set()) for table, names in self.columns[older].items())
        self._go(flask_migrate.upgrade, older, revision, revision, FILLED.get(revision, ()))

    def _go(self, way: Callable, here: str, there: str, by: str, filled: Iterable[str] = ()) -> None:
        one, other = self.columns[here], self.columns[there]
        known = (one.keys() & other.keys()) - DERIVED.get(by, set())
        kept = {table: one[table] & other[table] for table in known}
        before = self._rows(kept, by)
        way(revision=there)
        after = self._rows(kept, by)
        assert all(after.pop(table) >= before.pop(table) for table in filled), there
        assert after == before, there
        assert full_office.shape() == self.shapes[there]

    def _rows(self, wanted: Columns, by: str) -> dict:
        anew = REWRITTEN.get(by, ())
        return {table: found.total() if table in anew else found for table, found in full_office.rows(wanted).items()}


@pytest.mark.usefixtures("empty")
def test_every_row_is_kept_from_each_revision_to_the_next_and_back():
    office = Office()
    for revision, older in pairwise(reversed(revisions())):
        office.down(revision, older)
        office.up(older, revision)
        office.down(revision, older)
    for older, revision in pairwise(revisions()):
        office.up(older, revision)
    flask_migrate.downgrade(revision="base")
    assert full_office.columns() == {}
    flask_migrate.upgrade()
    assert database_revision() == newest_revision()


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
