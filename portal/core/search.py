"""Full-text search behind two functions, on FTS5 (SQLite) or tsvector (PostgreSQL).

Words are folded and cut to their singular by `core.text` on both sides, so accents and plurals don't matter
and both databases find the same rows.
"""

from __future__ import annotations

from sqlalchemy import Select, bindparam, column, select, text

from portal.core.db import db
from portal.core.text import stems

MOST_WORDS = 8
KINDS = ("opportunity", "person", "referral")
_MATCH = {
    "sqlite": "SELECT ref FROM search_index WHERE kind = :kind AND search_index MATCH :words",
    "postgresql": (
        "SELECT ref FROM search_index WHERE kind = :kind"
        " AND to_tsvector('simple', words) @@ to_tsquery('simple', :words)"
    ),
}


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
    wanted = list(dict.fromkeys(stems(query[:200])))[:MOST_WORDS]
    if not wanted:
        return None
    dialect = db.engine.dialect.name
    if dialect == "sqlite":
        words = " ".join(f'words:"{word}"*' for word in wanted)
    else:
        words = " & ".join(f"{word}:*" for word in wanted)
    found = text(_MATCH[dialect]).bindparams(bindparam("kind", kind), bindparam("words", words))
    return select(found.columns(column("ref")).subquery().c.ref)
