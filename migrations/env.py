"""How Alembic reaches the database: through the app, batch mode on SQLite."""

from contextlib import contextmanager

from alembic import context

from portal.config import OperatorError
from portal.core.db import Moment, db, unit_of_work

HIDDEN = "search_index"


def ours(name, kind, _parent):
    """The search index is made by hand, differently on each database."""
    return not (kind == "table" and name.startswith(HIDDEN))


def written(kind, item, _autogen):
    """Moments are written as plain timestamps with time zone."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def run():
    """Run the migrations in one transaction, which nobody else who writes can slip into."""
    with unit_of_work(), db.engine.connect() as connection, parents_may_be_rebuilt(connection) as check:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transactional_ddl=True,  # of SQLite too: Alembic would commit each revision by itself
            render_as_batch=True,
            compare_type=True,
            include_name=ours,
            render_item=written,
        )
        with context.begin_transaction():
            context.run_migrations()
            check()


@contextmanager
def parents_may_be_rebuilt(connection):
    """Let SQLite rebuild a table in batch mode without deleting its children; yields what proves that none is lost.

    Straight to the driver, since SQLite ignores this pragma within a transaction, which SQLAlchemy begins by itself.
    """
    if connection.dialect.name != "sqlite":
        yield lambda: None
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield lambda: refuse_orphans(connection)
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def refuse_orphans(connection):
    """Raises OperatorError when a row names a parent that is not there."""
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if lost:
        told = sorted({f"{child} without its {parent}" for child, _row, parent, _key in lost})
        raise OperatorError(f"The database is left as it was: {len(lost)} rows would stand alone ({', '.join(told)}).")


run()
