"""Every column has its privacy class; the revisions make exactly the models, in one line."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portal.core.db import Model, db
from portal.web.health import scripts

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


@pytest.mark.usefixtures("app")
def test_revisions_are_one_line_without_branches():
    assert len(scripts().get_heads()) == 1
    assert all(script.doc for script in scripts().walk_revisions())
