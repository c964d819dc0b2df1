"""What a column says of itself (`info=`), once: who may see it, what an erasing makes of it, who tells it, its name.

Erasing, the data that a candidate may ask for, the refusal of numbers, the copying of a form and the lists of a page
read it here. A personal column can't be written without saying what an erasing makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum

from sqlalchemy import Column

from portal.core.db import Model

REFERRER, CANDIDATE = "referrer", "candidate"
"""Who tells of a person: whoever refers them, and they themselves."""


class Erasing(Enum):
    """What an erasing of the person makes of a column."""

    EMPTIED = "emptied"
    """The row stays, the column becomes what it is without anything."""
    DELETED = "deleted"
    """The row goes."""
    SEARCHED = "searched"
    """Rows are looked through: what tells of the person goes."""
    STAYS = "stays"
    """It tells of nobody whom an erasing is about."""


def personal_info(
    erasing: Erasing,
    label: object = "",
    *,
    by: tuple[str, ...] = (),
    free: bool = False,
    said: Mapping | Callable | None = None,
    withheld: str = "",
) -> dict:
    """`info=` of a column that tells of a person.

    label: what it is called where their data is given out to them. by: who tells it, of REFERRER and CANDIDATE. free:
    whether it is typed freely, so that it must hold no forbidden number. said: words by code, or what makes words of a
    value. withheld: why the person does not get it with their data.
    """
    return {"privacy": "personal", "erasing": erasing, "withheld": withheld} | _told(label, by, free, said)


def office_info(label: object, *, by: tuple[str, ...] = (), said: Mapping | Callable | None = None) -> dict:
    """`info=` of a column that names nobody and that its person gets with their data; see `personal_info`.

    `label`: what it is called; `said`: how its codes are said.
    """
    return {"privacy": "office"} | _told(label, by, False, said)


def _told(label: object, by: tuple[str, ...], free: bool, said: Mapping | Callable | None) -> dict:
    return {"label": label, "by": by, "free": free, "said": said}


def told_by(model: type[Model], who: str) -> tuple[str, ...]:
    """The names of the columns that `who` tells, in the order of the table."""
    return tuple(column.name for column in model.__table__.c if who in column.info.get("by", ()))


def typed_freely(model: type[Model], who: str) -> tuple[str, ...]:
    """Those among them in which anything may be written."""
    return tuple(name for name in told_by(model, who) if model.__table__.c[name].info["free"])


def column_labels(model: type[Model]) -> dict[str, object]:
    """What the columns are called that are given out to the person they are about, by name."""
    return {column.name: column.info["label"] for column in model.__table__.c if column.info.get("label")}


def in_words(model: type[Model], name: str, value: object) -> object:
    """A value of the column `name` as people read it: a code in its words, a list of codes in a list of words.

    A day may come as its text of ISO 8601.
    """
    column = model.__table__.c[name]
    said = column.info.get("said")
    if said is None or value is None or value == "":
        return value
    if isinstance(value, str) and column.type.python_type is date:
        value = date.fromisoformat(value)
    if isinstance(value, list | tuple):
        return [str(said.get(one, one)) for one in value]
    return said(value) if callable(said) else str(said.get(value, value))


def emptied_values(model: type[Model]) -> dict[str, object]:
    """What an erasing sets in a row of `model` that stays, by name of the column."""
    return {column.name: _nothing(column) for column in with_erasing(model, Erasing.EMPTIED)}


def with_erasing(model: type[Model], kind: Erasing) -> tuple[Column, ...]:
    """The columns of `model` of which an erasing makes this."""
    return tuple(column for column in model.__table__.c if column.info.get("erasing") is kind)


def every_model() -> Iterator[type[Model]]:
    """Every table that is known by now."""
    return (mapper.class_ for mapper in Model.registry.mappers)


def _nothing(column: Column) -> object:
    if column.default is None:
        return None if column.nullable else ""
    return column.default.arg(None) if column.default.is_callable else column.default.arg
