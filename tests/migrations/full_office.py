"""A database with something in every table, to see what a revision does to it; and how to look at all of it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Inspector, Integer, LargeBinary, inspect, select, text

from portal.core.db import Model, Moment, db
from portal.demo import load

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
VALUES = {
    Boolean: True,
    Date: NOW.date(),
    Integer: 1,
    JSON: {"a": ["é"]},
    LargeBinary: b"\x00\xff",
    Moment: NOW,
}
"""What is put in a column of such a type, where nothing else is asked; other columns hold a text."""
CHOSEN = {"how": "now", "shared": "full", "language": "fr", "news_days": 3}
"""What a constraint asks for, by the name of the column."""
BEHIND = "search_index_"


def open_office() -> None:
    """Fill the demo office, and put a row into each table that it leaves empty."""
    load.load_demo(NOW)
    with db.engine.begin() as connection:
        for table in Model.metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first() is None:
                chosen = {c.name: _value(connection, c) for c in table.columns if not (c.primary_key and _is_own(c))}
                connection.execute(table.insert().values(chosen))


def _is_own(column: Column) -> bool:
    """Whether the database numbers it by itself."""
    return not column.foreign_keys and isinstance(column.type, Integer)


def _value(connection: Connection, column: Column):
    for key in column.foreign_keys:
        return connection.scalar(select(key.column).limit(1))
    if column.name in CHOSEN:
        return CHOSEN[column.name]
    return next((value for kind, value in VALUES.items() if isinstance(column.type, kind)), "x")


def columns() -> dict[str, set[str]]:
    """The columns of each table that is there."""
    found = inspect(db.engine)
    return {table: {column["name"] for column in found.get_columns(table)} for table in _tables(found)}


def shape() -> dict[str, list[str]]:
    """Of each table its columns, keys, constraints and indices, as the database tells them."""
    found = inspect(db.engine)
    parts = (
        found.get_columns,
        found.get_foreign_keys,
        found.get_check_constraints,
        found.get_unique_constraints,
        found.get_indexes,
    )
    return {
        table: sorted(json.dumps(part, default=str) for look in parts for part in look(table))
        for table in _tables(found)
    }


def rows(wanted: dict[str, set[str]]) -> dict[str, Counter]:
    """Of each table all rows as far as `wanted` columns go, and how often each is there."""
    told = {}
    with db.engine.connect() as connection:
        for table, names in wanted.items():
            parts = ", ".join(f'"{name}"' for name in sorted(names))
            told[table] = Counter(map(repr, connection.execute(text(f'SELECT {parts} FROM "{table}"')).all()))
    return told


def _tables(found: Inspector) -> list[str]:
    """Without Alembic’s own, and without what SQLite keeps behind the search index."""
    return [name for name in found.get_table_names() if name != "alembic_version" and not name.startswith(BEHIND)]
