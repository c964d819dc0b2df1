"""Pieces of pages that come again and again: rendered once per language and per what they are given.

The rule of every cache here: what is kept depends on nothing but its key. Such a piece does not see the request,
the session or the person; what it needs is given to it, and is part of the key.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from jinja2 import Template
from markupsafe import Markup

from portal.core.caches import CANDIDATES, cached
from portal.web.i18n.translations import locale_name

UNSEEN = dict.fromkeys(("request", "session", "g", "csrf_token", "get_flashed_messages"))
MOST = 2048
"""Pieces that a process keeps: a few megabytes."""
MOST_LISTS = 64
"""Whole lists, mostly of twenty lines: some ten kilobytes each."""
PLAIN = frozenset({str, Markup, int, bool, type(None)})


class OneModule(Template):
    """A template whose macros are made once, not anew for each import.

    Jinja asks at every import whether the importing template has other globals. Ours all have the same, and asking
    cost more than most macros do.
    """

    def _get_default_module(self, ctx=None):
        return super()._get_default_module()


def init_app(app: Flask) -> None:
    """Give templates `kept(template, **given)`: `include`, but remembered. `given` holds hashable values.

    `kept_list` is the same for long lists, of which fewer are kept. And `remember_fragments(macro)`, for macros of
    `templates/ui` that depend on nothing but what they are given.
    """
    app.jinja_env.template_class = OneModule
    app.jinja_env.globals["remembered"] = remember_fragments
    app.jinja_env.globals.update(kept=_shelf(app, "kept", MOST), kept_list=_shelf(app, "kept_list", MOST_LISTS))


def _shelf(app: Flask, name: str, most: int) -> Callable[..., Markup]:
    @cached(most, about=CANDIDATES, name=f"web.fragment_cache.{name}")
    def rendered(template: str, _language: str, given: tuple) -> Markup:
        html = app.jinja_env.get_template(template).render({**UNSEEN, **dict(given)})
        return Markup(html)  # noqa: S704 a template has escaped what it was given

    def kept(template: str, **given) -> Markup:
        return rendered(template, locale_name(), tuple(given.items()))

    return kept


def remember_fragments(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """`macro` with what it drew kept by what it was given; anything but plain values is drawn each time.

    Lazy texts are not plain: they say something else in another language. Texts and safe HTML are told apart.
    """
    known = cached(MOST, about=CANDIDATES, typed=True, name="web.fragment_cache.remembered")(macro)

    def drawn(*given, **named) -> Markup:
        plain = PLAIN.issuperset(map(type, given)) and PLAIN.issuperset(map(type, named.values()))
        return (known if plain else macro)(*given, **named)

    return drawn
