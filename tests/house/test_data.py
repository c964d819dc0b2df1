"""Every column has its privacy class; the revisions make exactly the models, in one line."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import JSON, Column, LargeBinary, MetaData, String, Table

from portal.core import columns
from portal.core.columns import Erasing
from portal.core.db import OFFICE, Model, db
from portal.privacy import erasure
from portal.referrals.record.models import Candidate, Referral
from portal.web.health import known_revisions

pytestmark = pytest.mark.usefixtures("app")  # which brings every table
CLASSES = {"public", "office", "personal", "secret"}
WORDS_OF_STAFF = {
    "stage_move.by_name", "stage_move.to_name", "stage_move.reason", "likeness.why", "escalation.step",
    "document.added_by", "added_contact.added_by",
}  # fmt: skip
"""Texts and codes in the rows about a person that do not tell of them."""
STAY = {"candidate.language", "saved_search.filters", "sign_in.browser"}
LOOKED_THROUGH = {
    "activity.facts", "candidate_request.message", "candidate_request.question", "candidate_request.reply",
    "contact_request.called", "contact_request.answers", "referral_draft.answers",
}  # fmt: skip
"""What `erasure` and `draft_erasure` search, because no key says whom it is about."""
FILES = {"stored_file.content"}
"""Gone with the row that names the file."""


def undeclared(tables: Iterable[Table]) -> list[str]:
    """The columns that don’t say who may see them, or, if personal, what an erasing makes of them."""
    every = [column for table in tables for column in table.columns]
    bare = [str(c) for c in every if c.info.get("privacy") not in CLASSES]
    return bare + [str(c) for c in every if c.info.get("privacy") == "personal" and "erasing" not in c.info]


def unreached(tables: Iterable[Table]) -> list[str]:
    """The columns that an erasing should empty or delete, in tables to which it has no way."""
    whole = {Candidate.__table__, Referral.__table__}
    ways = {
        Erasing.EMPTIED: whole | {model.__table__ for model in erasure.emptied_with_referral()},
        Erasing.DELETED: {model.__table__ for model, _about in erasure.deleted_with_person()},
    }
    every = [column for table in tables for column in table.columns if column.info.get("erasing") in ways]
    return [str(c) for c in every if c.table not in ways[c.info["erasing"]]]


def about_people(tables: Iterable[Table]) -> list[Table]:
    """The tables whose rows are about a candidate or a referral."""
    whole = {"candidate", "referral"}
    return [t for t in tables if whole & {t.name, *(key.column.table.name for key in t.foreign_keys)}]


def test_every_column_says_who_may_see_it_and_a_personal_one_what_erasing_makes_of_it():
    assert not undeclared(Model.metadata.tables.values())


def test_a_personal_column_cannot_be_written_without_saying_so():
    with pytest.raises(TypeError):
        columns.personal_info()
    bare = Table(
        "made_up", MetaData(), Column("a"), Column("b", info={"privacy": "personal"}), Column("c", info=OFFICE)
    )
    assert undeclared([bare]) == ["made_up.a", "made_up.b"]
    lost = Table("lost", MetaData(), Column("a", info=columns.personal_info(Erasing.EMPTIED)))
    assert unreached([lost]) == ["lost.a"]


def test_an_erasing_reaches_every_column_that_it_should():
    assert set(unreached(Model.metadata.tables.values())) == FILES
    every = [column for table in Model.metadata.tables.values() for column in table.columns]
    kinds = {kind: {str(c) for c in every if c.info.get("erasing") is kind} for kind in Erasing}
    assert kinds[Erasing.STAYS] == STAY
    assert kinds[Erasing.SEARCHED] == LOOKED_THROUGH


def test_words_in_a_row_about_a_person_are_personal():
    """A longer text, a file or a JSON value there tells of them, unless it is named above."""
    texts = {
        str(c)
        for table in about_people(Model.metadata.tables.values())
        for c in table.columns
        if c.info["privacy"] in ("office", "public")
        and (isinstance(c.type, JSON | LargeBinary) or (isinstance(c.type, String) and (c.type.length or 999) > 16))
    }
    assert texts == WORDS_OF_STAFF


def test_what_the_office_holds_back_has_a_reason_and_the_rest_is_given_out_by_name():
    every = [column for table in (Candidate.__table__, Referral.__table__) for column in table.columns]
    told = {str(c) for c in every if c.info.get("by") and not c.info["label"]}
    assert told == {"referral.attested_how", "referral.attested_on"}  # given out as “said to have agreed”


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
    assert len(known_revisions().get_heads()) == 1
    assert all(script.doc for script in known_revisions().walk_revisions())
