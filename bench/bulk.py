"""Millions of rows into an empty database: past the ORM, by the driver’s own way, indices made at the end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Table, insert, text
from sqlalchemy.sql.selectable import Select

from portal.core.db import Model

KEPT = re.compile(r"^(pk|uq)_|^sqlite_|^search_index|^alembic_")
"""Indices that stay: those of keys, which a fill can’t do without, and the search index, which sorts by itself."""
MOST_MEMORY = 400_000
"""Of SQLite’s pages in kB while it fills."""


@contextmanager
def filling(engine: Engine) -> Iterator[Bulk]:
    """A way to pour rows into the migrated, empty database of `engine`; afterwards it is as a running portal has it."""
    with engine.connect() as connection:
        bulk = {"sqlite": Lite, "postgresql": Post}[engine.dialect.name](connection)
        bulk.open()
        statements = bulk.drop_indices()
        yield bulk
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()
        bulk.close()


def moment(value: datetime | None) -> str | None:
    """An aware moment as both databases read it."""
    return value and value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class Bulk:
    """What both databases do alike. Rows are tuples of texts, numbers and None; moments come from `moment()`."""

    indices = ""
    """The statement that lists (name, how it is made)."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.driver = connection.connection.driver_connection

    def drop_indices(self) -> list[str]:
        """Drop what would be kept up row by row; the statements that make it again."""
        found = [(name, made) for name, made in self.connection.execute(text(self.indices)) if not KEPT.match(name)]
        for name, _made in found:
            self.connection.execute(text(f'DROP INDEX "{name}"'))
        self.connection.commit()
        return [made for _name, made in found]

    def pour(self, model: type[Model] | Table, names: str, rows: Iterable[tuple]) -> None:
        """Add rows of these columns (names with blanks between); the others have the value that a new row has."""
        table = getattr(model, "__table__", model)
        rest = {column.name: _usual(column) for column in table.columns if column.default is not None}
        rest = {name: value for name, value in rest.items() if name not in names.split()}
        self._write(table.name, [*names.split(), *rest], (row + tuple(rest.values()) for row in rows))

    def find(self, rows: Iterable[tuple[int, str, int, str]]) -> None:
        """Add lines of the search index: (row, kind, ref, words)."""
        self._write("search_index", ["rowid", "kind", "ref", "words"], rows)

    def derive(self, model: type[Model], query: Select) -> None:
        """Add a row for each of `query`, whose columns have the names of the table’s."""
        self.connection.execute(insert(model).from_select([column.name for column in query.selected_columns], query))
        self.connection.commit()

    def _write(self, table: str, names: list[str], rows: Iterable[tuple]) -> None:
        raise NotImplementedError


class Lite(Bulk):
    """SQLite: prepared inserts without a journal. A crash would lose the file, which nobody would miss."""

    indices = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"

    def open(self) -> None:
        """Give safety up for speed."""
        self._set(journal_mode="OFF", synchronous="OFF", foreign_keys="OFF", secure_delete="OFF", temp_store="MEMORY")
        self._set(cache_size=-MOST_MEMORY)

    def close(self) -> None:
        """Be as safe as before, and know how rows are spread."""
        self.driver.execute("ANALYZE")
        self._set(journal_mode="WAL")
        self.connection.invalidate()  # the other choices end with the connection

    def _set(self, **choices: object) -> None:
        for name, value in choices.items():
            self.driver.execute(f"PRAGMA {name}={value}").fetchall()

    def _write(self, table: str, names: list[str], rows: Iterable[tuple]) -> None:
        self.driver.execute("BEGIN")
        marks = ", ".join("?" * len(names))
        self.driver.executemany(f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks})', rows)
        self.driver.execute("COMMIT")


class Post(Bulk):
    """PostgreSQL: COPY, with the checks of foreign keys and other triggers left out."""

    indices = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"

    def open(self) -> None:
        """Give safety up for speed."""
        for choice in ("session_replication_role = replica", "timezone = 'UTC'", "maintenance_work_mem = '512MB'"):
            self.driver.execute(f"SET {choice}")
        self.driver.commit()

    def close(self) -> None:
        """Go on counting where the rows end, be as safe as before, and know how rows are spread."""
        for table in Model.metadata.tables.values():
            if "id" in table.c and table.c.id.primary_key:
                self.driver.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}"
                )
        self.driver.commit()
        self.driver.autocommit = True
        self.driver.execute("VACUUM (ANALYZE)")
        self.connection.invalidate()

    def _write(self, table: str, names: list[str], rows: Iterable[tuple]) -> None:
        with self.driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        self.driver.commit()


def _usual(column) -> object:
    """The value that a new row has in `column`; lists and texts of JSON are written out."""
    value = column.default.arg
    value = value(None) if callable(value) else value
    return json.dumps(value) if isinstance(value, (list, dict)) else value
