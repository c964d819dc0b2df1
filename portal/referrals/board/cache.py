"""The board and its filters as last rendered, kept while no office of theirs changed: most openings find them here.

The key holds everything that they depend on: offices and their versions, filters, language, and the time in slices of
ten minutes, because clocks turn by themselves. They are one for all who read these offices, besides those who read a
name as they typed it, which was corrected since. Words are never kept: what they find may be erased. Nor are lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from markupsafe import Markup

from portal.core.caches import CANDIDATES, Shelf
from portal.referrals.board import queries, statements
from portal.referrals.board.cards import Card, render_card
from portal.referrals.board.filters import Filters
from portal.referrals.board.queries import BoardScope
from portal.referrals.stages.settings import rules_version
from portal.web.i18n.translations import locale_name, reader_language

MOST = 96
SLICE = 600


@dataclass(frozen=True, slots=True)
class CachedHtml:
    """A part of the page as HTML, and the referrals whose candidate it names."""

    html: Markup
    named: frozenset[int] = frozenset()


_kept: Shelf[CachedHtml] = Shelf("referrals.board.cache._kept", MOST, about=CANDIDATES)
Maker = Callable[[BoardScope, Filters, datetime], CachedHtml]


def cache_key(place: BoardScope, filters: Filters, now: datetime) -> tuple:
    """All that the board depends on. Also makes the ETag of the page. `place` is whose board, `filters` narrow it."""
    return place.offices, place.reader, rules_version(), filters, locale_name(), int(now.timestamp()) // SLICE


def render_columns(place: BoardScope, filters: Filters, now: datetime) -> CachedHtml:
    """The board of `place` under `filters` as columns, from the shelf or rendered anew."""
    return _found(_columns, place, filters, now)


def render_form(place: BoardScope, filters: Filters, now: datetime) -> CachedHtml:
    """The form of the filters, from the shelf or rendered anew."""
    return _found(_form, place, filters, now)


def render_rows(place: BoardScope, filters: Filters, shown: tuple[Sequence[Card], int | None]) -> CachedHtml:
    """The board as a list of these cards, which has a next page or not. Never kept.

    `place` and `filters` as in `cache_key`; `shown` are the cards and the next page.
    """
    html = _render("_board", place=place, filters=filters, heads={}, pages={}, rows=shown)
    return CachedHtml(html, _named(shown[0]))


def _found(
    make: Callable[[BoardScope, Filters, datetime], CachedHtml], place: BoardScope, filters: Filters, now: datetime
) -> CachedHtml:
    if filters.text:
        return make(place, filters, now)
    return _kept.find_or_make(lambda: make(place, filters, now), make, *cache_key(place, filters, now))


def _columns(place: BoardScope, filters: Filters, now: datetime) -> CachedHtml:
    heads, pages = queries.read_heads(place, filters, now), queries.first_pages(place, filters, now)
    html = _render("_board", place=place, filters=filters, heads=heads, pages=pages, rows=None)
    return CachedHtml(html, _named(card for page in pages.values() for card in page.cards))


def _form(place: BoardScope, filters: Filters, _now: datetime) -> CachedHtml:
    given = {"place": place, "filters": filters, "lang": reader_language()}
    recruiters = queries.list_recruiters(place) if filters.view == "list" else ()
    return CachedHtml(_render("_filters", roles=queries.list_opportunities(place), recruiters=recruiters, **given))


def _render(name: str, **given) -> Markup:
    template = current_app.jinja_env.get_template(f"referrals/board/{name}.html")
    return Markup(template.render(html_of=render_card, columns=statements.COLUMNS, **given))  # noqa: S704 it has escaped it


def _named(cards: Iterable[Card]) -> frozenset[int]:
    return frozenset(card.id for card in cards if card.name is not None)
