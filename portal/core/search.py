"""Full-text search behind two functions, on FTS5 (SQLite) or tsvector (PostgreSQL).

Words are folded by `core.text_normalization` on both sides and looked for by their beginnings, so accents don't matter,
a further letter loses nothing that it begins, and both databases find the same rows. Texts are kept in one and in many,
names in every way that people write them. Each word of the index begins with its kind and with the place (an office) in
which it is looked for, so that a word which a million rows hold costs no more than those of the place that is asked.
What a row itself is called is kept twice, so that it comes before rows that only speak of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    case,
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

from portal.core.contact_details import phone_numbers
from portal.core.db import db
from portal.core.text_normalization import name_words, split_query, word_forms

MOST_WORDS, LONGEST = 8, 40_000
NOWHERE, STRIDE = 0, 16
ANY, OWN = "x", "y"
"""What marks a word of the row, and one of what the row itself is called."""
KINDS = ("opportunity", "person", "referral")
_INDEX = table("search_index", column("rowid", Integer), *map(column, ("kind", "ref", "words")))


class _Holds(FunctionElement):
    """SQL: the row of the index holds these words, written as `search_terms` writes them."""

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


def index_row(
    kind: str, ref: int, *texts: str, own: Iterable[str] = (), others: Iterable[str] = (), within: int = NOWHERE
) -> None:
    """Make row `ref` of `kind` findable by the words of `texts`, replacing what was known of it.

    `own`: what the row is called, a name or titles; `others`: further names, of people and places.
    `within`: the id of the office among whose rows it is looked for; NOWHERE for kinds that are looked for among all.
    """
    remove_row(kind, ref)
    called = [word for name in own for word in name_words(name)]
    words = [word for name in others for word in name_words(name)] + [
        word for part in texts for word in word_forms(part)
    ]
    made = index_line(kind, ref, words, within, own=called)
    db.session.execute(insert(_INDEX), dict(zip(("rowid", "kind", "ref", "words"), made, strict=True)))


def index_line(
    kind: str, ref: int, words: Iterable[str], within: int = NOWHERE, *, own: Iterable[str] = ()
) -> tuple[int, str, int, str]:
    """What the index keeps of a row that is found by these words and is called `own`: (rowid, kind, ref, words)."""
    called = dict.fromkeys(own)
    marked = [_begins(kind, within, OWN) + word for word in called]
    marked += [_begins(kind, within) + word for word in called | dict.fromkeys(words)]
    return _row(kind, ref), kind, ref, " ".join(marked)[:LONGEST]


def _begins(kind: str, within: int, mark: str = ANY) -> str:
    """What the words of a kind and place begin with: “r12x”."""
    return f"{kind[0]}{within}{mark}"


def remove_row(kind: str, ref: int) -> None:
    """Forget row `ref` of `kind`, leaving no word of it."""
    db.session.execute(text("DELETE FROM search_index WHERE rowid = :row"), {"row": _row(kind, ref)})


def compact_index() -> None:
    """Merge the index so that no word of a removed row stays in its pages; PostgreSQL does it when it vacuums."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))


def select_matching(kind: str, query: str, within: Iterable[int] = (NOWHERE,)) -> Select | None:
    """A selection of the ids of `kind` that hold every word of `query` (the last ones may be unfinished).

    `within`: as they were put. None when the query holds no word, which means: don't filter.
    """
    words = search_terms(kind, query, within)
    return None if words is None else select_holding(literal(words))


def select_holding(words: BindParameter[str]) -> Select:
    """The selection of `select_matching`, for statements built once that get `words` from `search_terms`."""
    # the id out of the row’s own number: FTS5 knows it without reading the row
    return select((_INDEX.c.rowid // STRIDE).label("ref")).where(_Holds(words))


def holds_words(ident: ColumnElement[int], words: BindParameter[str]) -> ColumnElement[bool]:
    """SQL: what has this id is found by `words`; for statements that look at few rows: of an office, or the open ones.

    Nothing is added to the id, but SQLite then begins with these few and not with the many that hold a common word.
    """
    return (ident + literal_column("0")).in_(select_holding(words))


def search_terms(kind: str, query: str, within: Iterable[int] = (NOWHERE,)) -> str | None:
    """What the index is asked for `query`, in the language of the database; None when it holds no word.

    `kind` and `within` as in `select_matching`.
    """
    return _written(_all_begins(kind, within, ANY), query, begun=True)


def name_terms(kind: str, query: str, within: Iterable[int] = (NOWHERE,)) -> dict[str, str]:
    """What `by_fit` compares, by name; empty when `query` holds no word.

    `kind` and `within` as in `select_matching`.
    """
    begins = _all_begins(kind, within, OWN)
    whole, begun = (_written(begins, query, begun=begun) for begun in (False, True))
    return {"whole": whole, "begun": begun} if whole and begun else {}


def rank_by_name(ident: ColumnElement[int], whole: BindParameter[str], begun: BindParameter[str]) -> ColumnElement[int]:
    """SQL: 0 for what is called by the asked words, 1 for what is called by words that begin so, else 2.

    `whole` and `begun` come from `name_terms`.
    """
    return case((holds_words(ident, whole), 0), (holds_words(ident, begun), 1), else_=2)


def by_fit(
    ident: ColumnElement[int], kind: str, query: str, within: Iterable[int] = (NOWHERE,)
) -> tuple[ColumnElement[int], ...]:
    """What puts the best first in a statement built for this query: `rank_by_name`, or nothing if it holds no word.

    `ident` is the id that is sorted, `kind` and `within` as in `select_matching`.
    """
    given = name_terms(kind, query, within)
    return (rank_by_name(ident, literal(given["whole"]), literal(given["begun"])),) if given else ()


def words_of(query: str) -> list[list[str]]:
    """For each word of `query` the ways in which it may be there (`split_query`); a number is one word."""
    return split_query(phone_numbers.join_numbers(query[:200]), MOST_WORDS)


def _all_begins(kind: str, within: Iterable[int], mark: str) -> list[str]:
    return [_begins(kind, place, mark) for place in within] or [_begins(kind, NOWHERE, mark)]


def _written(begins: list[str], query: str, *, begun: bool) -> str | None:
    """That every word of `query` is there in one of its ways and places; `begun`: or begins one that is."""
    in_fts5 = db.engine.dialect.name == "sqlite"
    pattern, either, both = ('words:"{}"', " OR ", " AND ") if in_fts5 else ("{}", " | ", " & ")
    if begun:
        pattern += "*" if in_fts5 else ":*"
    terms = (either.join(pattern.format(begin + way) for begin in begins for way in ways) for ways in words_of(query))
    return both.join(f"({each})" for each in terms) or None
