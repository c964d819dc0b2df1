"""Full-text search behind two functions, on FTS5 (SQLite) or tsvector (PostgreSQL).

Words are folded and cut to their singular by `core.text` on both sides, so accents and plurals don't matter
and both databases find the same rows.
"""

from __future__ import annotations

from sqlalchemy import BindParameter, Select, column, literal, select, table, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from portal.core.db import db
from portal.core.text import stems

MOST_WORDS = 8
KINDS = ("opportunity", "person", "referral")
_INDEX = table("search_index", column("kind"), column("ref"))


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
    return ref * 16 + KINDS.index(kind)


def put(kind: str, ref: int, *texts: str) -> None:
    """Make row `ref` of `kind` findable by the words of `texts`, replacing what was known of it."""
    remove(kind, ref)
    words = " ".join(dict.fromkeys(stem for part in texts for stem in stems(part or "")))
    db.session.execute(
        text("INSERT INTO search_index (rowid, kind, ref, words) VALUES (:row, :kind, :ref, :words)"),
        {"row": _row(kind, ref), "kind": kind, "ref": ref, "words": words[:20_000]},
    )


def remove(kind: str, ref: int) -> None:
    """Forget row `ref` of `kind`, leaving no word of it."""
    db.session.execute(text("DELETE FROM search_index WHERE rowid = :row"), {"row": _row(kind, ref)})


def compact() -> None:
    """Merge the index so that no word of a removed row stays in its pages; PostgreSQL does it when it vacuums."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))


def matching(kind: str, query: str) -> Select | None:
    """A selection of the ids of `kind` that hold every word of `query` (the last ones may be unfinished).

    None when the query holds no word, which means: don't filter.
    """
    words = wanted(query)
    return None if words is None else holding(kind, literal(words))


def holding(kind: str, words: BindParameter[str]) -> Select:
    """The selection of `matching`, for statements that are built once and get `words` from `wanted` each time."""
    return select(_INDEX.c.ref).where(_INDEX.c.kind == kind, _Holds(words))


def wanted(query: str) -> str | None:
    """What the index is asked for `query`, in the language of the database; None when it holds no word."""
    words = list(dict.fromkeys(stems(query[:200])))[:MOST_WORDS]
    if not words:
        return None
    if db.engine.dialect.name == "sqlite":
        return " ".join(f'words:"{word}"*' for word in words)
    return " & ".join(f"{word}:*" for word in words)
