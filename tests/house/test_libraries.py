"""What we hold on to inside libraries is still there; each test names what an upgrade took away (docs/libraries.md)."""

from __future__ import annotations

import inspect
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from flask import Flask, flash, g, session
from flask_babel import get_locale
from flask_login import LoginManager, current_user
from flask_wtf.csrf import generate_csrf
from granian.server import Server
from jinja2 import DictLoader, Environment, Template
from wtforms import BooleanField, Form, SelectField, StringField, TextAreaField
from wtforms.widgets import core

from portal.accounts.auth import sessions
from portal.app import Portal
from portal.core.db import db, utcnow
from portal.serve import Portal as OurServer
from portal.web.forms import widgets
from portal.web.fragment_cache import OneModule
from portal.web.http import login_state, security
from portal.web.i18n.translations import locale_name

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([a-z0-9-]+) \| ([\d.]+) \| (.+?) \| `([\w/.]+)` \|", re.M)
TABLE = ROW.findall((ROOT / "docs" / "libraries.md").read_text("utf-8"))
UNDERSCORED = re.compile(r"_flashes|_user_id|_login_user|_fresh\b(?!\()|_flask_babel|_session_protection_failed")
MENTIONED = {"portal/web/errors.py", "portal/web/htmx.py"}
"""They only ask for `_flashes`."""


@pytest.mark.parametrize(("library", "looked_at"), sorted({row[:2] for row in TABLE}))
def test_each_library_is_the_one_that_was_looked_at(library, looked_at):
    assert version(library) == looked_at, (
        f"{library} is {version(library)} here, and docs/libraries.md was written for {looked_at}: look at its places "
        "there, run this file, and write the new version into the table"
    )


def test_every_place_is_there_and_no_other_file_knows_the_names():
    places = {place for *_row, place in TABLE}
    assert all((ROOT / place).is_file() for place in places)
    knowing = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "portal").rglob("*.py")
        if UNDERSCORED.search(path.read_text("utf-8")) and "live" not in path.parts
    }
    assert knowing - MENTIONED <= places


def test_flask_asks_ensure_sync_of_every_view():
    asked = []

    class Asking(Flask):
        def ensure_sync(self, func):
            asked.append(func)
            return func

    app = Asking("asking")
    app.add_url_rule("/", "view", view := lambda: "seen")
    assert app.test_client().get("/").text == "seen"
    assert view in asked, "Flask no longer asks `ensure_sync`: `portal/app.py: Portal.ensure_sync` does nothing"
    assert Portal.ensure_sync is not Flask.ensure_sync


@pytest.mark.sqlite_only
def test_flask_keeps_what_is_to_be_said_in_the_session(app):
    with app.test_request_context():
        flash("said")
        assert "_flashes" in session, "Flask keeps messages under another name than `_flashes`"


@pytest.mark.sqlite_only
def test_flask_login_looks_for_the_token_and_the_person_under_our_names(app, cast):
    with app.test_request_context():
        assert not current_user.is_authenticated
        login_state.keep_token(sessions.start_session(cast.rita, browser="a test", now=utcnow()))
        db.session.flush()
        login_state.ask_again()
        assert current_user.is_authenticated, f"Flask-Login no longer reads the cookie’s key `{login_state.KEY}`"
        assert login_state.is_known(), "Flask-Login keeps the person of a request elsewhere than in `g._login_user`"
        login_state.be_nobody()
        assert not current_user.is_authenticated, "Flask-Login no longer takes the person from `g._login_user`"


def test_flask_login_asks_whether_the_browser_is_another():
    assert "_session_protection_failed" in inspect.getsource(LoginManager._load_user), (
        "Flask-Login no longer asks `_session_protection_failed`: sessions may end by its fingerprint of the browser"
    )


@pytest.mark.sqlite_only
def test_flask_wtf_signs_as_we_do(app):
    with app.test_request_context():
        theirs = generate_csrf()
        assert security._signer(app.secret_key).loads(theirs) == session[security.RAW], (
            "Flask-WTF signs tokens otherwise than `portal/web/http/security.py: _signer`"
        )
        assert g.get(security.RAW) == theirs, "Flask-WTF keeps the token of a request under another name"


@pytest.mark.sqlite_only
def test_flask_babel_keeps_the_language_of_a_request_where_we_read_it(app):
    with app.test_request_context("/?lang=en"):
        asked = str(get_locale())
        assert str(g._flask_babel.babel_locale) == asked, (
            "Flask-Babel keeps the locale elsewhere than in `g._flask_babel`"
        )
        assert asked.startswith(locale_name())


class EachKind(Form):
    """A control of each widget that writes attributes."""

    line, text, yes = StringField(), TextAreaField(), BooleanField()
    one = SelectField(choices=[("a", "A")])


def test_wtforms_writes_every_attribute_through_ours(monkeypatch):
    met = []
    monkeypatch.setattr(core, "html_params", lambda **given: met.append(given) or widgets.render_attributes(**given))
    assert core.Input.html_params is widgets.render_attributes, "WTForms’ `Input` has another way to its attributes"
    drawn = "".join(field() for field in EachKind())
    assert drawn.count("name=") == 4
    assert {"text", "one"} <= {given.get("name") for given in met}, (
        "WTForms’ widgets no longer look for `html_params` in their module: `portal/web/forms/widgets.py` does nothing"
    )
    assert core.clean_key("data_x") == "data-x"


def test_jinja_asks_for_the_default_module_at_each_import():
    class Counting(Template):
        asked = 0

        def _get_default_module(self, ctx=None):
            Counting.asked += 1
            return super()._get_default_module(ctx)

    house = Environment(
        loader=DictLoader({"m": "{% macro x() %}x{% endmacro %}", "p": "{% from 'm' import x %}{{ x() }}"})
    )
    house.template_class = Counting
    assert house.get_template("p").render() == "x"
    assert Counting.asked == 1, "Jinja no longer asks `_get_default_module`: `fragment_cache.OneModule` does nothing"
    assert OneModule._get_default_module is not Template._get_default_module


@pytest.mark.parametrize("name", ["_respawn_workers", "signal_handler_interrupt"])
def test_granian_calls_what_we_do_otherwise(name):
    assert getattr(Server, name, None), f"granian has no `{name}` any more: `portal/serve.py` does nothing there"
    assert getattr(OurServer, name) is not getattr(Server, name)
    theirs = inspect.signature(getattr(Server, name)).parameters
    assert name != "_respawn_workers" or list(theirs) == ["self", "workers", "spawn_target", "target_loader", "delay"]


def test_granian_keeps_what_we_look_at():
    server = Server("wsgi:application")
    assert server.respawned_wrks == {}, "granian keeps elsewhere when it made its processes again"
    assert server.interrupt_signal is False, "granian says otherwise that it is being stopped"
