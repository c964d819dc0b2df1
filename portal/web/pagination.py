"""Lists that grow by "more": a page number in the address, one row more than shown tells whether there is more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from portal.core.db import db


@dataclass(frozen=True)
class Slice:
    """The rows of one page, and the number of the next (None at the end)."""

    rows: Sequence
    next: int | None


def read_number(name: str, *, least: int = 0, most: int = 10_000, default: int = 0) -> int:
    """A whole number from the address, `default` when it is none, kept between `least` and `most`."""
    text = request.args.get(name, "")
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else default
    return max(least, min(most, value))


def take_page(query, page: int, size: int, *, scalars: bool = False) -> Slice:
    """Rows `page * size` and following of `query`, which must be ordered by something unique."""
    result = db.session.execute(query.offset(page * size).limit(size + 1))
    rows = result.scalars().unique().all() if scalars else result.all()
    return Slice(rows[:size], page + 1 if len(rows) > size else None)
