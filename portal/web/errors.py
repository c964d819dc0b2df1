"""Errors in three faces: a page, a fragment for htmx, JSON for programs. Each says what to do next."""

from __future__ import annotations

import logging

from flask import Flask, g, jsonify, make_response, render_template, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.core.db import db
from portal.core.refusals import Conflict, Refused
from portal.web.htmx import wants_fragment
from portal.web.locale import current_language

log = logging.getLogger(__name__)

BUSY = (OperationalError, PoolTimeout, TimeoutError)
"""The database is absent, locked or without room: nothing was kept, and it may be tried again."""
MOST_TYPED = 200_000
WORDS = {
    400: (_l("This request could not be read"), _l("Go back, reload the page and try again.")),
    401: (_l("You are signed out"), _l("Sign in again to go on. What you typed is still on your screen.")),
    403: (
        _l("This is not yours to do"),
        _l("Ask your office’s recruiter or administrator if you think it should be."),
    ),
    404: (_l("Nothing here"), _l("It may have been moved or removed. Start again from the home page.")),
    405: (_l("This request could not be read"), _l("Go back, reload the page and try again.")),
    409: (
        _l("Someone was faster"),
        _l("This has changed in the meantime. Look at the new state, then try again."),
    ),
    413: (_l("That is too much at once"), _l("Shorten the text or choose a smaller file.")),
    422: (_l("Something needs your attention"), _l("Correct what is marked and send again.")),
    429: (_l("Too many tries"), _l("Wait a little, then try again.")),
    500: (_l("Something went wrong on our side"), _l("It has been recorded. Try again in a moment.")),
    503: (_l("Relais is catching its breath"), _l("Nothing is lost. Try again in a moment.")),
}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _refused_or_broken)
    app.register_error_handler(
        CSRFError, lambda _error: answer(400, _("This page is too old. Reload it and try again."))
    )
    app.register_error_handler(Refused, lambda error: answer(422, error.reason))
    app.register_error_handler(Conflict, lambda error: answer(409, error.reason))
    for busy in BUSY:
        app.register_error_handler(busy, _busy)
    app.register_error_handler(Exception, _broken)


def answer(code: int, message=None, *, retry_after: int | None = None, headers: dict | None = None, typed=()):
    """The error `code` in the face that was asked for, with `message` instead of the usual advice.

    `typed`: pairs of a form's field and text, which the page keeps and offers to send again.
    """
    title, advice = WORDS.get(code, WORDS[500] if code >= 500 else WORDS[400])
    context = {"code": code, "title": title, "message": message or advice, "retry_after": retry_after, "typed": typed}
    if request.path.startswith("/api/"):
        response = jsonify(error={"code": code, "title": str(title), "message": str(context["message"])})
    else:
        template = "errors/_fragment.html" if wants_fragment() else "errors/error.html"
        response = make_response(render_template(template, **context))
    response.status_code = code
    response.headers.update(headers or {})
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _kept(error: HTTPException) -> dict:
    allow = getattr(error, "valid_methods", None)
    return {"Allow": ", ".join(sorted(allow))} if allow else {}


def _refused_or_broken(error: HTTPException):
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, BUSY):  # it was the commit, after the view, that failed
        return _busy(cause)
    return answer(error.code or 500, headers=_kept(error))


def _busy(error: Exception):
    log.error("the database did not answer", exc_info=error)
    typed = _typed()
    _forget_transaction()
    return answer(503, retry_after=5, typed=typed)


def come_again(seconds: int):
    """503 for a request that was not begun, because too many came at once; no question is asked of the database."""
    g._login_user = AnonymousUserMixin()
    return answer(503, retry_after=seconds, typed=_typed())


def _typed() -> list[tuple[str, str]]:
    """What a plain form sent, unless it holds a password: a page that replaces the form must not lose it."""
    if request.method != "POST" or request.headers.get("HX-Request") == "true":
        return []
    fields = list(request.form.items(multi=True))
    secret = any("password" in name for name, _text in fields)
    return [] if secret or sum(len(text) for _name, text in fields) > MOST_TYPED else fields


def _broken(_error: Exception):
    log.exception("unexpected error", extra={"request_id": g.get("request_id")})
    _forget_transaction()
    return answer(500)


def _forget_transaction() -> None:
    """The error page itself must not need the database: neither the broken transaction nor the person."""
    try:
        if "_login_user" in g:
            current_language()  # kept for the page while the person is still known
        db.session.rollback()
    except Exception:  # the connection is gone with its transaction; a new one is opened when needed
        log.warning("the transaction could not be rolled back")
        db.session.remove()
    session.pop("_flashes", None)  # what a view was going to say did not happen
    g._login_user = AnonymousUserMixin()
