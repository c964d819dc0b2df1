"""Full-text search behind two functions, on FTS5 (SQLite) or tsvector (PostgreSQL).

Words are folded and cut to their singular by `core.text` on both sides, so accents and plurals don't matter
and both databases find the same rows. Each word of the index begins with its kind and with the place (an office) in
which it is looked for, so that a word which a million rows hold costs no more than those of the place that is asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    column,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from portal.core.db import db
from portal.core.text import stems

MOST_WORDS, LONGEST = 8, 40_000
NOWHERE, STRIDE = 0, 16
KINDS = ("opportunity", "person", "referral")
_INDEX = table("search_index", column("rowid", Integer), *map(column, ("kind", "ref", "words")))


class _Holds(FunctionElement):
    """SQL: the row of the index holds these words, written as `wanted` writes them."""

    inherit_cache = True


@compiles(_Holds, "sqlite")
def _in_fts5(element: _Holds, compiler, **more) -> str:
    return f"search_index MATCH {compiler.process(element.clauses, **more)}"


@compiles(_Holds, "postgresql")
def _in_tsvector(element: _Holds, compiler, **more) -> str:
    return f"to_tsvector('simple', words) @@ to_tsquery('simple', {compiler.process(element.clauses, **more)})"


def _row(kind: str, ref: int) -> int:
    """FTS5 finds a row fast only by its rowid, so the rowid is made of kind and id (on both databases)."""
    return ref * STRIDE + KINDS.index(kind)


def put(kind: str, ref: int, *texts: str, within: int = NOWHERE) -> None:
    """Make row `ref` of `kind` findable by the words of `texts`, replacing what was known of it.

    `within`: the id of the office among whose rows it is looked for; NOWHERE for kinds that are looked for among all.
    """
    remove(kind, ref)
    made = line(kind, ref, (stem for part in texts for stem in stems(part or "")), within)
    db.session.execute(insert(_INDEX), dict(zip(("rowid", "kind", "ref", "words"), made, strict=True)))


def line(kind: str, ref: int, words: Iterable[str], within: int = NOWHERE) -> tuple[int, str, int, str]:
    """What the index keeps of a row that is found by these stems: (rowid, kind, ref, words)."""
    begins = _begins(kind, within)
    kept = " ".join(begins + word for word in dict.fromkeys(words))
    return _row(kind, ref), kind, ref, kept[:LONGEST]


def _begins(kind: str, within: int) -> str:
    """What the words of a kind and place begin with: “r12x”."""
    return f"{kind[0]}{within}x"


def remove(kind: str, ref: int) -> None:
    """Forget row `ref` of `kind`, leaving no word of it."""
    db.session.execute(text("DELETE FROM search_index WHERE rowid = :row"), {"row": _row(kind, ref)})


def compact() -> None:
    """Merge the index so that no word of a removed row stays in its pages; PostgreSQL does it when it vacuums."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))


def matching(kind: str, query: str, within: Iterable[int] = (NOWHERE,)) -> Select | None:
    """A selection of the ids of `kind` that hold every word of `query` (the last ones may be unfinished).

    `within`: as they were put. None when the query holds no word, which means: don't filter.
    """
    words = wanted(kind, query, within)
    return None if words is None else holding(literal(words))


def holding(words: BindParameter[str]) -> Select:
    """The selection of `matching`, for statements that are built once and get `words` from `wanted` each time."""
    # the id out of the row’s own number: FTS5 knows it without reading the row
    return select((_INDEX.c.rowid // STRIDE).label("ref")).where(_Holds(words))


def holds(ident: ColumnElement[int], words: BindParameter[str]) -> ColumnElement[bool]:
    """SQL: what has this id is found by `words`; for statements that look at few rows: of an office, or the open ones.

    Nothing is added to the id, but SQLite then begins with these few and not with the many that hold a common word.
    """
    return (ident + literal_column("0")).in_(holding(words))


def wanted(kind: str, query: str, within: Iterable[int] = (NOWHERE,)) -> str | None:
    """What the index is asked for `query`, in the language of the database; None when it holds no word."""
    words = list(dict.fromkeys(stems(query[:200])))[:MOST_WORDS]
    if not words:
        return None
    begins = [_begins(kind, place) for place in within] or [_begins(kind, NOWHERE)]
    if db.engine.dialect.name == "sqlite":
        each = (" OR ".join(f'words:"{begin}{word}"*' for begin in begins) for word in words)
        return " AND ".join(f"({one})" for one in each)
    each = (" | ".join(f"{begin}{word}:*" for begin in begins) for word in words)
    return " & ".join(f"({one})" for one in each)
