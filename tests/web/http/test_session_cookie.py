"""The cookie of a browser is checked once, and yet is never older or other than it may be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, flash, get_flashed_messages, session

from portal.web.http import session_cookie

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def visitor():
    app = Flask("small", static_folder=None)
    app.secret_key = "a secret of this test"
    session_cookie.init_app(app)
    app.add_url_rule("/keep/<word>", "keep", lambda word: session.update(word=word) or "kept")
    app.add_url_rule("/say", "say", lambda: session.get("word", "nothing"))
    app.add_url_rule("/flash", "flash", lambda: flash("once") or "flashed")
    app.add_url_rule("/again", "again", lambda: flash("twice") or "flashed")
    app.add_url_rule("/heard", "heard", lambda: " ".join(get_flashed_messages()))
    return app.test_client()


def told(visitor, path: str) -> str:
    return visitor.get(path).text


def test_what_was_kept_is_told_again_and_again(visitor):
    told(visitor, "/keep/one")
    assert [told(visitor, "/say"), told(visitor, "/say")] == ["one", "one"]
    told(visitor, "/keep/two")
    assert told(visitor, "/say") == "two"


def test_a_forged_cookie_holds_nothing_even_after_the_true_one_was_checked(visitor):
    told(visitor, "/keep/one")
    assert told(visitor, "/say") == "one"
    true = visitor.get_cookie("session").value
    visitor.set_cookie("session", true[:-2] + ("aa" if true[-2:] != "aa" else "bb"))
    assert told(visitor, "/say") == "nothing"


def test_a_cookie_that_is_too_old_holds_nothing_even_if_it_was_checked_when_young(visitor):
    told(visitor, "/keep/one")
    assert told(visitor, "/say") == "one"
    visitor.application.permanent_session_lifetime = timedelta(seconds=-1)
    assert told(visitor, "/say") == "nothing"


def test_a_message_is_not_heard_by_the_next_request_with_the_same_cookie(visitor):
    told(visitor, "/flash")
    before = visitor.get_cookie("session").value
    told(visitor, "/again")
    visitor.set_cookie("session", before)
    assert told(visitor, "/heard") == "once"
    assert told(visitor, "/heard") == ""
