"""The signed cookie of a browser: Flask's own, but each is checked once per process, not at every request.

What a signature proves stays proven; how old it is, is asked each time. Sessions end in the database, not here.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from functools import partial

from flask import Flask, Request, Response, current_app
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

from portal.core.caches import CANDIDATES, cached

YEAR = 365 * 24 * 3600
"""Seconds."""
_NAME = "web.http.session_cookie.CheckedOnce._checked"
MOST = 4096
"""Cookies that a process remembers: about two megabytes."""


class CheckedOnce(SecureCookieSessionInterface):
    """Opens and closes the session of a request; for one app, whose secret key does not change."""

    def __init__(self, app: Flask) -> None:
        check = self.get_signing_serializer(app).loads
        self._checked = cached(MOST, about=CANDIDATES, name=_NAME)(partial(check, return_timestamp=True))

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the cookie holds; nothing when it is missing, forged or older than a session may be."""
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        try:
            held, signed_at = self._checked(cookie)
        except BadSignature:
            return self.session_class()
        if not 0 <= (datetime.now(UTC) - signed_at).total_seconds() <= app.permanent_session_lifetime.total_seconds():
            return self.session_class()
        return self.session_class(deepcopy(held) if "_flashes" in held else held)  # a list: the request may lengthen it

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Give the browser its cookie anew when what it holds has changed."""
        if session.modified or not session or "Cookie" not in response.headers.get("Vary", ""):
            super().save_session(app, session, response)


def set_lasting_cookie(response: Response, name: str, value: str) -> Response:
    """Have the browser keep `value` for a year, for us alone and out of reach of scripts; returns the response."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(name, value, max_age=YEAR, secure=secure, httponly=True, samesite="Lax")
    return response


def init_app(app: Flask) -> None:
    """Let this app's cookies be checked once."""
    app.session_interface = CheckedOnce(app)
