"""How Alembic reaches the database: through the app, batch mode on SQLite."""

from alembic import context
from sqlalchemy import text

from portal.core.db import Moment, db

HIDDEN = "search_index"


def ours(name, kind, _parent):
    """The search index is made by hand, differently on each database."""
    return not (kind == "table" and name.startswith(HIDDEN))


def written(kind, item, _autogen):
    """Moments are written as plain timestamps with time zone."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def run():
    """Run the migrations in one transaction."""
    with db.engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        if lite:  # tables are rebuilt in batch mode: their children must not be deleted with them
            connection.execute(text("PRAGMA foreign_keys=OFF"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            include_name=ours,
            render_item=written,
        )
        with context.begin_transaction():
            context.run_migrations()
        if lite:
            connection.execute(text("PRAGMA foreign_keys=ON"))


run()
