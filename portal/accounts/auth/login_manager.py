"""Who is here: Flask-Login on our own session rows."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from flask import Flask, after_this_request, current_app, request, session
from flask_login import LoginManager, current_user
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts.auth import device_cookies, sessions
from portal.accounts.current_user import Person
from portal.accounts.models import User
from portal.core.db import unit_of_work, utcnow
from portal.core.engine import waiting_at_most
from portal.core.tokens import mark_of_password
from portal.web.http import login_state
from portal.web.http.security import bind_token

BACKGROUND = "Relais-Background"
"""Header of requests that a script made by itself: they never extend a session."""

AT_ONCE = 0.1
"""Seconds that a page waits to note that somebody did something: the next one notes it as well."""

log = logging.getLogger(__name__)


class Manager(LoginManager):
    """Flask-Login without its fingerprint of the browser: a session is a row here, and ends there."""

    def _session_protection_failed(self) -> bool:
        return False


manager = Manager()


def init_app(app: Flask) -> None:
    """Bind Flask-Login; the cookie lasts as long as a session may."""
    manager.init_app(app)
    app.permanent_session_lifetime = timedelta(hours=app.config["SETTINGS"].session_hours)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False  # the rows hold the limits; the cookie need not be signed anew
    app.before_request(_touch)


@manager.user_loader
def load_user(token: str) -> Person | None:
    """The person of the session token in the cookie."""
    settings = current_app.config["SETTINGS"]
    idle, longest = timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours)
    person = sessions.person_of(token, now=utcnow(), idle=idle, longest=longest)
    if person is not None:
        person.ends_at = min(person.last_deed_at + idle, person.began_at + longest)
        person.again = partial(load_user, token)
    return person


def open_session(user: User) -> None:
    """Sign `user` in here, under a new token; what was open in this browser before is ended and forgotten."""
    if earlier := login_state.session_token():
        sessions.end_by_token(earlier, utcnow())
    token = sessions.start_session(user, browser=request.user_agent.string, now=utcnow())
    after_this_request(partial(device_cookies.remember_device, user_id=user.id))
    session.clear()
    session.permanent = True
    login_state.keep_token(token)
    name_in_tokens(user)
    login_state.ask_again()


def name_in_tokens(user: User) -> None:
    """Let the forms of this session name `user`, with the password that they have now."""
    bind_token(mark_of_password(user.id, user.password_hash))


def _touch() -> None:
    """Background refreshes and the live stream don't count as deeds (trust.md, security)."""
    if request.endpoint in (None, "static") or request.path.startswith("/live") or BACKGROUND in request.headers:
        return
    if login_state.session_token() is None or not (person := current_user._get_current_object()).is_authenticated:
        return
    now = utcnow()
    if sessions.is_stale(person.last_deed_at, now):
        try:
            with waiting_at_most(AT_ONCE), unit_of_work():
                sessions.touch_session(person.sign_in_id, now)
        except (SQLAlchemyError, TimeoutError):  # no room, or locked: who only reads may go on
            log.warning("a deed could not be noted")
