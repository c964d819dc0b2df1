"""The engine of either database: how transactions begin, how long is waited for them, and what is said of failures.

SQLite: readers use a deferred BEGIN, writers BEGIN IMMEDIATE behind one lock per process, so that threads queue here
instead of fighting in SQLite's busy handler, which serves only between processes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext
from sqlalchemy.exc import OperationalError

PATIENCE = 15.0
"""Seconds that a writer waits for others who write: who waits longer hears that nothing was kept."""
LONGEST_STATEMENT = 30.0
"""Seconds that PostgreSQL works on one statement of a request at most."""
FOR_EVER = 0.0
PRAGMAS = (
    "foreign_keys=ON",
    "synchronous=FULL",
    "secure_delete=ON",
    "cache_size=-1000",  # kB of pages that each connection keeps: a write of another process makes them worthless
)
READ_ONLY = "25006"
"""PostgreSQL's word for a server that only reads: one that no longer leads, or one that ran out of room."""
READ_ONLY_SQLITE = 8

writes: ContextVar[bool] = ContextVar("writes", default=False)
"""Whether transactions that begin here are to write."""
_patience: ContextVar[float] = ContextVar("patience", default=PATIENCE)
_write_lock = threading.Lock()


@contextmanager
def waiting_at_most(seconds: float) -> Iterator[None]:
    """Within, a writer waits so long for others. `FOR_EVER`: and no statement is too long, as for who serves nobody.

    (SQLite's writers wait PATIENCE at most in any case.)
    """
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def engine_options(url: str) -> dict:
    """How the engine is made. An error of the database never says the values: they may be about somebody.

    The connection that came back last goes out first: a few stay warm, instead of all of them keeping memory.
    """
    if url.startswith("sqlite"):
        return {
            "connect_args": {"timeout": PATIENCE, "check_same_thread": False},
            "pool_size": 16,
            "max_overflow": 64,
            "pool_use_lifo": True,
            "hide_parameters": True,
        }
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 24, "pool_use_lifo": True, "hide_parameters": True}


def prepare_engine(engine: Engine) -> None:
    """Let the engine do as this module says; once."""
    if getattr(engine, "relais_prepared", False):
        return
    engine.relais_prepared = True
    event.listen(engine, "handle_error", _leave_values_out)
    event.listen(engine, "handle_error", _leave_who_only_reads)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _give_lock_back)
    else:
        event.listen(engine, "connect", _connect_postgresql)
        event.listen(engine, "begin", _begin_postgresql)


def _leave_values_out(context: ExceptionContext) -> None:
    """PostgreSQL repeats what it refuses (“Failing row contains (…”, “… for type integer: "…"”): that part goes."""
    refusal, told = context.original_exception, context.sqlalchemy_exception
    said = getattr(getattr(refusal, "diag", None), "message_primary", None)
    if said is None:  # SQLite says no values; a connection that fails has none to say
        return
    refusal.args = (said.partition(": ")[0],)
    if told is not None:
        told.args = (f"({type(refusal).__module__}.{type(refusal).__name__}) {refusal}",)


def _leave_who_only_reads(context: ExceptionContext) -> OperationalError | None:
    """A database that refuses every change is one that is away; other connections may lead to one that takes them."""
    refusal = context.original_exception
    only_reads = (
        getattr(refusal, "sqlstate", None) == READ_ONLY
        or getattr(refusal, "sqlite_errorcode", 0) & 0xFF == READ_ONLY_SQLITE
    )
    if not only_reads:
        return None
    context.is_disconnect = True  # the pool is emptied
    return OperationalError(context.statement, None, refusal, hide_parameters=True, connection_invalidated=True)


def _connect_sqlite(connection, _record) -> None:
    connection.isolation_level = None  # transactions are begun below, never by the driver
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute(_busy_timeout(PATIENCE))
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    driver = connection.connection.driver_connection
    if not writes.get():
        # straight to the driver: every request begins so, and a deferred BEGIN can neither wait nor fail
        driver.execute("BEGIN")
        return
    patience = _patience.get() or PATIENCE
    if not _write_lock.acquire(timeout=patience):
        raise TimeoutError("another writer of this process holds the database")
    try:
        if patience != PATIENCE:
            connection.info["impatient"] = True
            driver.execute(_busy_timeout(patience))
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _write_lock.release()
        raise
    connection.info["holds_write_lock"] = True


def _busy_timeout(seconds: float) -> str:
    return f"PRAGMA busy_timeout={seconds * 1000:.0f}"


def _give_lock_back(connection, record) -> None:
    """The lock goes when the connection comes back, which is after the commit has really happened."""
    if record.info.pop("impatient", False) and connection is not None:
        connection.execute(_busy_timeout(PATIENCE))
    if record.info.pop("holds_write_lock", False):
        _write_lock.release()


def _connect_postgresql(connection, _record) -> None:
    connection.execute(_limits(PATIENCE, LONGEST_STATEMENT, "SESSION"))
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if (patience := _patience.get()) != PATIENCE:
        longest = LONGEST_STATEMENT if patience else FOR_EVER
        connection.connection.driver_connection.execute(_limits(patience, longest, "LOCAL"))


def _limits(lock: float, statement: float, scope: str) -> str:
    return (
        f"SET {scope} lock_timeout = {lock * 1000:.0f}; "
        f"SET {scope} statement_timeout = {statement * 1000:.0f}"
    )  # fmt: skip
