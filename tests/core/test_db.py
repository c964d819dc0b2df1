"""What the database says of its troubles."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.core import cache_versions
from portal.core.db import db, measure_spread, recall_unit, utcnow
from tests.factories import an_office
from tests.support.statements import counted

WHO = "Zéphirine Quenneville"


def test_an_error_never_says_the_values_which_may_be_about_somebody(app):
    with pytest.raises(DBAPIError) as broken:
        db.session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "Zéphirine Quenneville"})
    db.session.rollback()
    assert "nowhere" in str(broken.value)
    assert "Quenneville" not in str(broken.value)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO app_user (name, title, email) VALUES (:name, :name, :name)",
        "INSERT INTO office (name, slug, city, region, address, phone, language, timezone, currency, board_version,"
        " created_at, version) VALUES (:name, :name, :name, 'x', '', '', 'fr', 'x', 'x', 1, '2026-01-01', 1),"
        " (:name, 'other', '', 'x', '', '', 'fr', 'x', 'x', 1, '2026-01-01', 1)",
        "UPDATE office SET version = CAST(:name AS INTEGER)",
        "SELECT to_tsquery('simple', :name || ' & & (')",
    ],
)
def test_neither_do_its_traces_which_are_logged(app, statement):
    an_office()
    trace = trace_of(statement)
    db.session.rollback()
    assert trace or db.engine.dialect.name == "sqlite", "PostgreSQL refuses each of them"
    assert "Quenneville" not in trace


def trace_of(statement: str) -> str:
    """What the log would hold; nothing where the database takes it."""
    try:
        db.session.execute(text(statement), {"name": WHO})
    except DBAPIError as error:
        return "".join(traceback.format_exception(error))
    return ""


def test_what_a_unit_of_work_did_is_known_until_it_or_a_savepoint_of_it_ends(app):
    def known() -> bool:
        return "done" in recall_unit("a subject")

    for name, end in {
        "commit": db.session.commit,
        "rollback": db.session.rollback,
        "savepoint": lambda: db.session.begin_nested().rollback(),
    }.items():
        db.session.add(cache_versions.Stamp(name=name, mark="a mark"))
        recall_unit("a subject")["done"] = True
        db.session.flush()
        assert known(), "a flush is not its end"
        assert "done" not in recall_unit("another")
        end()
        assert not known()


def test_the_mark_of_what_is_kept_in_memory_is_asked_once_in_a_unit_of_work(app):
    with counted() as said:
        assert {cache_versions.read_version("a thing") for _ in range(3)} == {None}
        cache_versions.renew_version("a thing")
        mark = cache_versions.read_version("a thing")
    assert mark
    assert sum("SELECT" in statement for statement in said) == 1
    db.session.rollback()
    assert cache_versions.read_version("a thing") is None


def test_sqlite_learns_how_rows_are_spread(app):
    an_office()
    measure_spread(utcnow())
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'office'"))
