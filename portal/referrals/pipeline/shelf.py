"""The columns of the board as last rendered, kept while no office of theirs changed: most openings find them here.

The key holds everything the columns depend on: offices and their versions, filters, language, and the time in
slices of ten minutes, because clocks turn by themselves. Words are never kept: what they find may be erased.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask import current_app

from portal.referrals.pipeline import board, statements
from portal.referrals.pipeline.board import Head, Standing
from portal.referrals.pipeline.cards import html_of
from portal.referrals.pipeline.filters import Filters
from portal.referrals.stage_rules import mark
from portal.web.texts import spoken

MOST = 48
SLICE = 600

_kept: OrderedDict[tuple, Shelved] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Shelved:
    """The figures of every column, the columns as HTML, and the referrals whose candidate they name."""

    heads: dict[str, Head]
    html: str
    named: frozenset[int]


def key(place: Standing, filters: Filters, now: datetime) -> tuple:
    """All that the columns depend on. Also makes the ETag of the page."""
    return place.offices, mark(), filters, spoken(), int(now.timestamp()) // SLICE


def columns(place: Standing, filters: Filters, now: datetime) -> Shelved:
    """The columns of `place` under `filters`, from the shelf or rendered anew."""
    if filters.text:
        return _rendered(place, filters, now)
    wanted = (current_app.config["SETTINGS"].database, *key(place, filters, now))
    with _lock:
        found = _kept.get(wanted)
        if found is not None:
            _kept.move_to_end(wanted)
            return found
    made = _rendered(place, filters, now)
    with _lock:
        _kept[wanted] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def roles(place: Standing, now: datetime) -> tuple[tuple[int, str, str], ...]:
    """The roles that the filter offers (`board.roles`), kept as the columns are: they are found in many referrals."""
    return _roles(current_app.config["SETTINGS"].database, place.offices, int(now.timestamp()) // SLICE)


@lru_cache(maxsize=MOST)
def _roles(_database: str, offices: tuple, _slice: int) -> tuple[tuple[int, str, str], ...]:
    return board.roles(Standing(offices, unread=0))


def _rendered(place: Standing, filters: Filters, now: datetime) -> Shelved:
    heads = board.heads(place, filters, now)
    pages = board.first_pages(place, filters, now)
    template = current_app.jinja_env.get_template("referrals/pipeline/_columns.html")
    html = template.render(heads=heads, pages=pages, filters=filters, html_of=html_of, columns=statements.COLUMNS)
    named = frozenset(card.id for page in pages.values() for card in page.cards if card.name is not None)
    return Shelved(heads, html, named)
