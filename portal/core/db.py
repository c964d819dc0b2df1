"""The database: one engine, one unit of work per request, honest UTC, named constraints.

SQLite: readers use a deferred BEGIN, writers BEGIN IMMEDIATE behind one lock per process, so that threads
queue here instead of fighting in SQLite's busy handler, which serves only between processes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache

from flask import Flask, current_app, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Insert, MetaData, Row, Select, event, insert, text
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

PUBLIC, OFFICE, PERSONAL, SECRET = ({"privacy": kind} for kind in ("public", "office", "personal", "secret"))
"""`info=` of a column: who may see it (trust.md, privacy 7)."""


class Model(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


def only_where(condition: str) -> dict:
    """What makes an index hold only the rows of this condition (SQL), on both databases: the few that are asked for."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False})

PRAGMAS = (
    "foreign_keys=ON",
    "busy_timeout=15000",
    "synchronous=FULL",
    "secure_delete=ON",
    "cache_size=-1000",  # kB of pages that each connection keeps: a write of another process makes them worthless
)

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_write_lock = threading.Lock()


class Moment(TypeDecorator):
    """An aware UTC datetime; refuses naive ones. SQLite stores it without offset, PostgreSQL with."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def rows(statement: Select, given: dict | None = None) -> Sequence[Row]:
    """All that a statement of plain columns finds, in the transaction of this request; `given`: its parameters.

    Straight to the connection: the session’s own way costs as much again. Nothing is flushed before.
    """
    return db.session.connection().execute(statement, given).all()


def add_row(model: type[Model], **values) -> int:
    """Add one row to the table of `model` in the transaction of this request, and return its id.

    Straight to the connection, without an entity: for rows that are only written. Nothing is flushed before.
    """
    return db.session.connection().execute(_into(model), values).inserted_primary_key[0]


def add_rows(model: type[Model], values: Sequence[dict]) -> None:
    """Add many rows likewise, in one statement; nothing when there are none."""
    if values:
        db.session.connection().execute(_into(model), values)


@cache
def _into(model: type[Model]) -> Insert:
    return insert(model.__table__)


def utcnow() -> datetime:
    """The present moment, aware, UTC. Rules take `now=` instead of calling it."""
    return datetime.now(UTC)


@contextmanager
def writing() -> Iterator[None]:
    """One unit of work outside a request: commits at the end, rolls back on any exception."""
    token = _writing.set(True)
    try:
        db.session.rollback()  # ends a read-only transaction: a reader can't become a writer safely
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


def init_app(app: Flask) -> None:
    """Bind the database to the app: pragmas, transactions, and the one commit per request."""
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["SETTINGS"].database
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(app.config["SETTINGS"].database))
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "handle_error", _leave_values_out)
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
    app.before_request(_begin_unit)
    app.after_request(_end_unit)
    app.teardown_request(_leave_unit)


def _engine_options(url: str) -> dict:
    """How the engine is made. An error of the database never says the values: they may be about somebody.

    The connection that came back last goes out first: a few stay warm, instead of all of them keeping memory.
    """
    if url.startswith("sqlite"):
        return {
            "connect_args": {"timeout": 15, "check_same_thread": False},
            "pool_size": 16,
            "max_overflow": 64,
            "pool_use_lifo": True,
            "hide_parameters": True,
        }
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 24, "pool_use_lifo": True, "hide_parameters": True}


def _leave_values_out(context: ExceptionContext) -> None:
    """PostgreSQL repeats what it refuses (“Failing row contains (…”, “… for type integer: "…"”): that part goes."""
    refusal, told = context.original_exception, context.sqlalchemy_exception
    said = getattr(getattr(refusal, "diag", None), "message_primary", None)
    if said is None:  # SQLite says no values; a connection that fails has none to say
        return
    refusal.args = (said.partition(": ")[0],)
    if told is not None:
        told.args = (f"({type(refusal).__module__}.{type(refusal).__name__}) {refusal}",)


def own_unit(view):
    """Mark a view that opens its own short `writing()` units, because it does slow work between them."""
    view.own_unit = True
    return view


def _begin_unit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    _writing.set(request.method not in {"GET", "HEAD", "OPTIONS"} and not getattr(view, "own_unit", False))


def _end_unit(response):
    """The only commit of a request: after the view, before the answer leaves."""
    if not _writing.get():
        return response
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _leave_unit(_error: BaseException | None) -> None:
    _writing.set(False)


def _prepare_sqlite(engine: Engine) -> None:
    if getattr(engine, "relais_prepared", False):
        return
    engine.relais_prepared = True
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "checkin", _on_checkin)


def _on_connect(connection, _record) -> None:
    connection.isolation_level = None  # transactions are begun below, never by the driver
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    if not _writing.get():
        # straight to the driver: every request begins so, and a deferred BEGIN can neither wait nor fail
        connection.connection.driver_connection.execute("BEGIN")
        return
    if not _write_lock.acquire(timeout=20):
        raise TimeoutError("another writer of this process holds the database")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _write_lock.release()
        raise
    connection.info["holds_write_lock"] = True


def _on_checkin(_connection, record) -> None:
    """The lock goes when the connection comes back, which is after the commit has really happened."""
    if record.info.pop("holds_write_lock", False):
        _write_lock.release()


def measure_spread(_now: datetime) -> None:
    """Let SQLite look how rows are spread, a thousand of each index at most: by that it chooses its way to them.

    PostgreSQL does it by itself.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA analysis_limit=1000"))
        db.session.execute(text("ANALYZE"))


def use_wal(engine: Engine) -> None:
    """Switch an SQLite file to write-ahead logging, once, at set-up; nothing on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        raw.execute("PRAGMA journal_mode=WAL")
        raw.close()
