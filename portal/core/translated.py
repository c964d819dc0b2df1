"""Texts that are kept in every language, and the one rule of which is read: the reader's language, else the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeEngine

from portal.config import languages


class Texts(dict[str, str]):
    """One text by language; "" where it is not written."""

    @classmethod
    def in_order(cls, texts: Iterable[str]) -> Texts:
        """Those of `texts`, given in the order of the languages."""
        return cls(zip(languages.CODES, texts, strict=True))

    def in_language(self, language: str) -> tuple[str, str]:
        """The text and the language it is in: `language`, else the first other that has it; ("", language) for none."""
        for code in languages.beginning_with(language):
            if text := self.get(code):
                return text, code
        return "", language


class Translated:
    """A text of a table in every language: `title = Translated(String(160))` makes `title_fr` and `title_en`.

    Of a row it is its `Texts`; of the table, what finds its columns.
    """

    def __init__(self, kind: TypeEngine, info: dict) -> None:
        self.kind, self.info, self.names = kind, info, ()

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner, self.names = owner, languages.in_each(name)
        for column in self.names:
            setattr(owner, column, mapped_column(self.kind, nullable=False, default="", info=self.info))

    def __get__(self, row: object | None, owner: type) -> Translated | Texts:
        return self if row is None else self.of(row)

    def __set__(self, row: object, texts: Mapping[str, str]) -> None:
        for code, name in zip(languages.CODES, self.names, strict=True):
            setattr(row, name, texts.get(code, ""))

    def of(self, row: object) -> Texts:
        """The texts of whatever has them as attributes of these names; None, as of an outer join, counts as ""."""
        return Texts.in_order(self.each(row))

    def each(self, row: object) -> tuple[str, ...]:
        """The same in the order of the languages, for what is kept by its values."""
        return tuple(getattr(row, name) or "" for name in self.names)

    @property
    def columns(self) -> tuple[ColumnElement[str], ...]:
        """Its columns, in the order of the languages."""
        return tuple(self.owner.__table__.c[name] for name in self.names)

    def column(self, language: str) -> ColumnElement[str]:
        """That of one language."""
        return self.columns[languages.CODES.index(language)]


class InLanguages:
    """Rows that hold texts as `title_fr` and `title_en`."""

    __slots__ = ()

    def in_language(self, part: str, language: str) -> tuple[str, str]:
        """`part` ("title") and the language it is in: the asked one, else the first other that has it."""
        return texts_of(self, part).in_language(language)


def texts_of(row: object, part: str) -> Texts:
    """The texts called `part` of a row that has `title_fr` and `title_en`."""
    return Texts((code, getattr(row, f"{part}_{code}")) for code in languages.CODES)


def among_languages(column: str = "language") -> str:
    """The SQL by which a table takes no other language than those that there are."""
    return f"{column} IN ({', '.join(map(repr, languages.CODES))})"
