"""Errors in three faces: a page, a fragment for htmx, JSON for programs. Each says what to do next."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.core.db import leave_session
from portal.core.errors import Conflict, NotYours, Refused
from portal.core.idempotency import OtherWords
from portal.core.tokens import new_token
from portal.web.forms import resubmission
from portal.web.forms.resubmission import Typed
from portal.web.htmx import trigger_events, wants_fragment
from portal.web.http import login_state, security
from portal.web.i18n.locale import current_language

log = logging.getLogger(__name__)

BUSY = (OperationalError, PoolTimeout, TimeoutError)
"""The database is absent, locked or without room: nothing was kept, and it may be tried again."""
WORDS = {
    400: (_l("This request could not be read"), _l("Go back, reload the page and try again.")),
    401: (_l("You are signed out"), _l("Sign in again to go on.")),
    403: (
        _l("You don’t have access"),
        _l("Ask your office’s recruiter or administrator if you think it should be."),
    ),
    404: (_l("Page not found"), _l("It may have been moved or removed. Start again from the home page.")),
    405: (_l("This request could not be read"), _l("Go back, reload the page and try again.")),
    409: (
        _l("Someone else changed this first"),
        _l("Check the current version, then try again."),
    ),
    413: (_l("This is too large"), _l("Shorten the text or choose a smaller file.")),
    422: (_l("Something needs your attention"), _l("Correct what is marked and send again.")),
    429: (_l("Too many attempts"), _l("Wait a little, then try again.")),
    500: (_l("Something went wrong on our side"), _l("It has been recorded. Try again in a moment.")),
    503: (_l("Relais is busy right now"), _l("Nothing is lost. Try again in a moment.")),
}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(HTTPException, _refused_or_broken)
    app.register_error_handler(CSRFError, _without_token)
    app.register_error_handler(Refused, lambda error: answer_error(422, error.reason, sent=resubmission.read_written()))
    app.register_error_handler(NotYours, lambda error: answer_error(403, error.reason, sent=resubmission.of_request()))
    app.register_error_handler(
        Conflict, lambda error: answer_error(409, error.reason, sent=resubmission.read_written())
    )
    app.register_error_handler(OtherWords, _sent_otherwise)
    for busy in BUSY:
        app.register_error_handler(busy, _busy)
    app.register_error_handler(Exception, _broken)


def answer_error(
    code: int,
    message=None,
    *,
    title=None,
    retry_after: int | None = None,
    headers: dict | None = None,
    sent: Typed | None = None,
):
    """The error `code` in the face that was asked for, with `message` and `title` instead of the usual ones.

    `sent`: a form that was sent, which the page keeps and offers to send again. What scripts sent stays where it is
    on the screen: the fragment replaces nothing, and its words are said.
    `retry_after`: seconds; `headers`: more of them.
    """
    usual, advice = WORDS.get(code, WORDS[500] if code >= 500 else WORDS[400])
    context = {
        "code": code,
        "title": title or usual,
        "message": message or advice,
        "retry_after": retry_after,
        "sent": sent,
    }
    if request.path.startswith("/api/"):
        response = jsonify(error={"code": code, "title": str(context["title"]), "message": str(context["message"])})
    else:
        template = "errors/_fragment.html" if wants_fragment() else "errors/error.html"
        response = make_response(render_template(template, **context))
        if wants_fragment() and request.method not in security.SAFE:
            _leave_the_form(response, code, f"{context['title']}. {context['message']}")
    response.status_code = code
    response.headers.update(headers or {})
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _leave_the_form(response: Response, code: int, said: str) -> None:
    response.headers["HX-Reswap"] = "none"
    if code != 401:  # of which scripts say more
        trigger_events(response, {"toast": {"text": said, "tone": "danger"}})


def _kept(error: HTTPException) -> dict:
    allow = getattr(error, "valid_methods", None)
    return {"Allow": ", ".join(sorted(allow))} if allow else {}


def _refused_or_broken(error: HTTPException):
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, BUSY):  # it was the commit, after the view, that failed
        return _busy(cause)
    return answer_error(error.code or 500, headers=_kept(error))


def _without_token(_error: CSRFError):
    """A page of another session: the text of a stranger is kept, that of somebody else is neither sent nor shown."""
    old = _("This page is too old. Reload it and try again.")
    if current_user.is_authenticated:
        foreign = _("This page was opened before you signed in here, or by somebody else. Nothing was saved.")
        return answer_error(400, foreign if security.read_bearer(security.sent_token()) else old)
    sent = resubmission.of_request() if security.is_from_here() else None
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies:
        old = _("Your browser sent no cookie with this form. Allow cookies for this site, then send it again.")
    return answer_error(400, old, sent=sent)


def _sent_otherwise(_error: OtherWords):
    """Other words under a used key: they stay in their form, under a new key, until they are sent on purpose."""
    key, sent = new_token(), resubmission.of_request()
    said = _("You have sent this already, with other words. Read it over; sent again, it is one more.")
    response = answer_error(409, said, title=_("This was not sent"), sent=sent.under(key) if sent else None)
    if wants_fragment():
        trigger_events(response, {"deed-key": {"key": key}})
    return response


def _busy(error: Exception):
    log.error("the database did not answer", exc_info=error)
    sent = resubmission.of_request()
    _forget_transaction()
    return answer_error(503, retry_after=5, sent=sent)


def come_again(seconds: int):
    """503 for a request that was not begun, because too many came at once; no question is asked of the database."""
    login_state.be_nobody()
    return answer_error(
        503, retry_after=seconds, sent=None if security.is_from_elsewhere() else resubmission.of_request()
    )


def _broken(_error: Exception):
    log.exception("unexpected error", extra={"request_id": g.get("request_id")})
    sent = resubmission.of_request()
    _forget_transaction()
    return answer_error(500, sent=sent)


def _forget_transaction() -> None:
    """The error page itself must not need the database: neither the broken transaction nor the person."""
    if login_state.is_known():
        current_language()  # kept for the page while the person is still known
    leave_session()
    session.pop("_flashes", None)  # what a view was going to say did not happen
    login_state.be_nobody()
