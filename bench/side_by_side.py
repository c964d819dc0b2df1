"""The portal and a bare Flask “hello” in one process under the real server, for costs that are ratios (section A).

`/bench/hello` is the unit, `/bench/empty` a page that holds nothing but its frame, and `/bench/spent` tells how much
processor time the process has used, in all its threads. Started by `bench.serving`.
"""

from __future__ import annotations

import sys
import time

from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from portal import serve
from portal.web.guards import signed_in
from portal.web.htmx import render_page

EMPTY = '{% extends "layouts/page.html" %}{% block title %}Rien{% endblock %}'


def application():
    """What the web process loads."""
    portal = serve.application()
    open_empty_page(portal)
    return DispatcherMiddleware(portal, {"/bench/hello": bare(), "/bench/spent": spent})


def open_empty_page(app: Flask) -> None:
    """Give the app a page that holds nothing but its frame; before its first request."""
    app.jinja_env.loader = ChoiceLoader([app.jinja_loader, DictLoader({"bench/empty.html": EMPTY})])
    app.add_url_rule("/bench/empty", "bench.empty", signed_in(lambda: render_page("bench/empty.html")))


def bare() -> Flask:
    """A Flask application that says hello."""
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "hello")
    return app


def spent(_environ, start_response) -> list[bytes]:
    """Seconds of processor, user and system, that this process has used until now."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [repr(time.process_time()).encode()]


if __name__ == "__main__":
    sys.exit(serve.main(sys.argv[1:], loads="bench.side_by_side:application"))
