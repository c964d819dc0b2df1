"""Numbers in addresses: an id is at most what a row can have, anything larger is not found rather than an error."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**31 - 1


class Number(IntegerConverter):
    """The `int` of every route: figures as we write them, so that a thing has one address."""

    regex = "[0-9]+"

    def __init__(self, map, fixed_digits: int = 0, min: int | None = None, max: int | None = LARGEST) -> None:
        super().__init__(map, fixed_digits, min, max)


def init_app(app: Flask) -> None:
    """Bound every `<int:…>`; to be called before the rooms are opened."""
    app.url_map.converters["int"] = Number
