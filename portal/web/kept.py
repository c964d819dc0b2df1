"""Pieces of pages that say the same to many people: rendered once per language and per what they are given.

The rule of every cache here: what is kept depends on nothing but its key. Such a piece does not see the request,
the session or the person; what it needs is given to it, and is part of the key.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

UNSEEN = dict.fromkeys(("request", "session", "g", "csrf_token", "get_flashed_messages"))
MOST = 2048
"""Pieces that a process keeps: a few megabytes."""


def init_app(app: Flask) -> None:
    """Give templates `kept(template, **given)`: `include`, but remembered. `given` holds hashable values."""

    @lru_cache(maxsize=MOST)
    def rendered(template: str, _language: str, given: tuple) -> Markup:
        html = app.jinja_env.get_template(template).render({**UNSEEN, **dict(given)})
        return Markup(html)  # noqa: S704 a template has escaped what it was given

    def kept(template: str, **given) -> Markup:
        return rendered(template, get_locale().language, tuple(given.items()))

    app.jinja_env.globals["kept"] = kept
