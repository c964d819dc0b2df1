"""The database: one unit of work per request, honest UTC, named constraints. Its engine is made in `engine.py`."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from flask import Flask, current_app, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, Insert, MetaData, Row, Select, String, Text, event, insert, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column
from sqlalchemy.types import TypeDecorator

from portal.core import engine
from portal.core.caches import cached
from portal.core.engine import writes

log = logging.getLogger(__name__)

CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

PUBLIC, OFFICE, SECRET = ({"privacy": kind} for kind in ("public", "office", "secret"))
"""`info=` of a column: who may see it (trust.md, privacy 7). What tells of a person says more: `columns.personal`."""


class Model(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


def only_where(condition: str) -> dict:
    """What makes an index hold only the rows of this condition (SQL), on both databases: the few that are asked for."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


db = SQLAlchemy(model_class=Model, session_options={"expire_on_commit": False})
_OF_UNIT = "relais.of_unit"


def recall_unit(subject: str) -> dict:
    """What this unit of work already did or read of `subject`, so that it need not again: empty when it begins.

    Forgotten when the transaction ends and, as what was done may be undone, when a savepoint does.
    """
    return db.session.info.setdefault(_OF_UNIT, {}).setdefault(subject, {})


@event.listens_for(db.session, "after_transaction_end")
def _forget_unit(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None or transaction.nested:  # the others are flushes
        session.info.pop(_OF_UNIT, None)


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


class Leased:
    """Columns of rows that processes work off, each under a lease that ends by itself.

    lease: a random name of who holds it, until `leased_until`; tries: how often it was taken; parked_at: when it was
    given up after too many; error: why the last one failed.
    """

    tries: Mapped[int] = mapped_column(default=0, info=OFFICE)
    lease: Mapped[str | None] = mapped_column(String(64), info=OFFICE)
    leased_until: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    parked_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    error: Mapped[str | None] = mapped_column(Text, info=OFFICE)


def select_rows(statement: Select, given: dict | None = None) -> Sequence[Row]:
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


@cached(None)
def _into(model: type[Model]) -> Insert:
    return insert(model.__table__)


def utcnow() -> datetime:
    """The present moment, aware, UTC. Rules take `now=` instead of calling it."""
    return datetime.now(UTC)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One unit of work outside a request: commits at the end, rolls back on any exception."""
    token = writes.set(True)
    try:
        db.session.rollback()  # ends a read-only transaction: a reader can't become a writer safely
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writes.reset(token)


def init_app(app: Flask) -> None:
    """Bind the database to the app: pragmas, transactions, and the one commit per request."""
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["SETTINGS"].database
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine.engine_options(app.config["SETTINGS"].database))
    db.init_app(app)
    app.teardown_appcontext(leave_session)  # before Flask-SQLAlchemy's own, which then has nothing left to do
    with app.app_context():
        engine.prepare_engine(db.engine)
    app.before_request(_begin_unit)
    app.after_request(_end_unit)
    app.teardown_request(_leave_unit)


def own_unit(view):
    """Mark a view that opens its own short `unit_of_work()` units, because it does slow work between them."""
    view.own_unit = True
    return view


def _begin_unit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    writes.set(request.method not in {"GET", "HEAD", "OPTIONS"} and not getattr(view, "own_unit", False))


def _end_unit(response):
    """The only commit of a request: after the view, before the answer leaves."""
    if not writes.get():
        return response
    if response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _leave_unit(_error: BaseException | None) -> None:
    writes.set(False)


def leave_session(_error: BaseException | None = None) -> None:
    """Give the connection back, also when the database went away meanwhile: what was to be answered is answered."""
    try:
        db.session.remove()
    except SQLAlchemyError:
        log.warning("the connection was lost before its end", exc_info=True)
        db.session.registry.clear()


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
