"""The two databases of the tests: migrated once by Alembic, and put back after each test.

`app` gives one test a transaction that is never committed: what the code commits is a savepoint inside it.
`committed` gives it real commits, for threads, other processes and connections of their own; rows go after.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, inspect, text

from portal.cli import prepare_database
from portal.config import Settings
from portal.core.db import db
from tests.support import postgres
from tests.support.client import Client

BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]


class Apps:
    """One migrated app per database, made when the first test wants it; a server with them if need be."""

    def __init__(self, folder: Path, at_end: ExitStack) -> None:
        self._folder = folder
        self._at_end = at_end
        self._made: dict[str, Flask] = {}

    def on(self, name: str) -> Flask:
        """The app on 'sqlite' or 'postgresql'."""
        if name not in self._made:
            url = self._at_end.enter_context(postgres.running()) if name == "postgresql" else ""
            app = self._made[name] = migrated(new_app(self._folder / name, url))
            self._at_end.callback(_disconnect, app)
        return self._made[name]


def new_app(folder: Path, url: str = "", **settings) -> Flask:
    """An app as in production but for its name and its key; `settings` are fields of Settings."""
    from portal.app import create_app  # the tests of small rooms run without the whole house
    from tests.support import built

    built.lay_into(folder)
    chosen = {
        "secret_key": "only-for-tests-" * 3,
        "worker": "apart",
        "weekly_limit": 1000,
        "host_url": "http://localhost",
        **settings,
    }
    app = create_app(Settings(data_dir=folder, database_url=url, **chosen))
    app.testing = True
    app.jinja_env.bytecode_cache = built.TEMPLATES
    app.test_client_class = Client
    return app


def migrated(app: Flask) -> Flask:
    """Bring the app's database to the newest revision, as `bin/run` does."""
    with app.app_context():
        prepare_database()
    return app


def _disconnect(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def apps() -> Iterator[Apps]:
    """The apps of this worker, by database."""
    folder = Path(tempfile.mkdtemp(prefix="relais-tests-"))
    with ExitStack() as at_end:
        at_end.callback(shutil.rmtree, folder, ignore_errors=True)
        yield Apps(folder, at_end)


@contextmanager
def rolled_back(app: Flask) -> Iterator[Flask]:
    """Enter the app's context with a session whose commits are undone at the end."""
    with app.app_context():
        engines = db._app_engines[app]
        engine = engines[None]
        with engine.connect() as connection:
            outer = connection.begin()
            engines[None] = connection
            db.session.session_factory.configure(join_transaction_mode="create_savepoint")
            app.extensions["relais-sightings"].forget()
            try:
                yield app
            finally:
                db.session.remove()
                db.session.session_factory.configure(join_transaction_mode="conditional_savepoint")
                engines[None] = engine
                outer.rollback()


@contextmanager
def emptied_after(app: Flask) -> Iterator[Flask]:
    """Enter the app's context with real commits; at the end, leave only the rows that migrations made."""
    with app.app_context():
        kept = _snapshot()
        app.extensions["relais-sightings"].forget()
        try:
            yield app
        finally:
            db.session.remove()
            _restore(kept)


def _snapshot() -> dict:
    """The rows of every real table of ours."""
    here = set(inspect(db.engine).get_table_names())
    tables = [table for table in db.metadata.tables.values() if table.name in here]
    with db.engine.connect() as connection:
        return {table: connection.execute(table.select()).mappings().all() for table in tables}


def _restore(kept: dict) -> None:
    with db.engine.connect() as connection, _without_foreign_keys(connection):
        connection.execute(text("DELETE FROM search_index"))
        for table in kept:
            connection.execute(table.delete())
        for table, rows in kept.items():
            if rows:
                connection.execute(table.insert(), [dict(row) for row in rows])
        connection.commit()


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let rows go in any order; both databases refuse to change this within a transaction of ours."""
    off, on = {
        "sqlite": ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON"),
        "postgresql": ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT"),
    }[connection.dialect.name]
    driver = connection.connection.dbapi_connection
    driver.execute(off)
    driver.commit()
    try:
        yield
    finally:
        connection.rollback()
        driver.execute(on)
        driver.commit()
