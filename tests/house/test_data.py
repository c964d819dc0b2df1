"""Every column has its privacy class; the first revision makes exactly the models; up, down and up again."""

from __future__ import annotations

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from portal.core.db import Model, db
from portal.web.health import database_revision, newest_revision, scripts
from tests import people

CLASSES = {"public", "office", "personal", "secret"}


def test_every_column_says_who_may_see_it():
    bare = [str(c) for t in Model.metadata.tables.values() for c in t.columns if c.info.get("privacy") not in CLASSES]
    assert not bare


def test_candidates_are_personal_and_credentials_secret():
    tables = Model.metadata.tables
    assert all(tables["candidate"].c[name].info["privacy"] == "personal" for name in ("name", "email", "phone"))
    assert tables["app_user"].c.password_hash.info["privacy"] == "secret"
    assert tables["sign_in"].c.token_digest.info["privacy"] == "secret"


def test_the_revisions_make_the_models(app):
    def ours(thing, name, kind, _reflected, _other):
        table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
        return not table.startswith("search_index")

    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True, "include_object": ours})
    assert compare_metadata(context, Model.metadata) == []


@pytest.mark.usefixtures("committed")
def test_every_revision_goes_up_and_down_with_data():
    people.gather()
    db.session.execute(text("INSERT INTO search_index (rowid, kind, ref, words) VALUES (16, 'person', 1, 'alice')"))
    db.session.commit()
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert not left
    flask_migrate.upgrade()
    assert database_revision() == newest_revision()
    people.gather()


@pytest.mark.usefixtures("app")
def test_revisions_are_one_line_without_branches():
    assert len(scripts().get_heads()) == 1
    assert all(script.doc for script in scripts().walk_revisions())
