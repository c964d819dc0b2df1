"""The only place that knows a fragment from a page. Sets `Vary`, `ETag`, toasts and redirects."""

from __future__ import annotations

import json
from hashlib import blake2b

from flask import Response, current_app, flash, make_response, redirect, render_template, request, session
from flask_login import current_user
from markupsafe import Markup

from portal.web.i18n.translations import locale_name


def wants_fragment() -> bool:
    """Whether htmx asks for a part of a page rather than the page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"


def render_page(
    template: str,
    *,
    fragment: str | None = None,
    etag: tuple | None = None,
    status: int = 200,
    address: str | None = None,
    **context,
):
    """Answer `template`, or `fragment` to htmx.

    `etag`: what the answer depends on besides viewer, language and release; equal to what the browser
    holds, the answer is 304 and nothing is rendered. It may be a tuple of plain values. A page that has a
    message to show is always rendered. `address`: what the browser's address becomes after a fragment.
    """
    partial = fragment is not None and wants_fragment()
    tag = _tag(etag, partial) if etag is not None and "_flashes" not in session else None
    if tag and request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = make_response(render_template(fragment if partial else template, **context), status)
    if tag:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "private, no-cache"
    if partial and address:
        response.headers["HX-Replace-Url"] = address
    return _varied(response)


def _tag(parts: tuple, partial: bool) -> str:
    viewer = (current_user.get_id(), request.cookies.get("theme"), locale_name(), partial)
    text = repr((parts, viewer, current_app.config["RELEASE"]))
    return blake2b(text.encode(), digest_size=12).hexdigest()


def answer_saved(fragment: str | Markup, *, then: str, said: str | None = None, undo: str | None = None, **context):
    """Answer a successful change: `fragment` (a template, or its HTML) to htmx, 303 to `then` to a plain form.

    `said` is shown as a toast; `undo` is the address that takes the change back.
    """
    if not wants_fragment():
        if said:
            flash(said, "undo:" + undo if undo else "done")
        return redirect(then, 303)
    response = make_response(fragment if isinstance(fragment, Markup) else render_template(fragment, **context))
    if said:
        trigger_events(response, {"toast": {"text": str(said), "undo": undo}})
    return _varied(response)


def redirect_to(to: str, said: str | None = None):
    """Answer a change that leads to another page: a full navigation for htmx, 303 for a plain form."""
    if said:
        flash(said, "done")
    if request.headers.get("HX-Request") != "true":
        return redirect(to, 303)
    response = Response(status=200)
    response.headers["HX-Redirect"] = to
    return _varied(response)


def answer_refused(template: str, *, fragment: str | None = None, status: int = 422, **context):
    """Answer a form with its errors, in place, with everything that was typed.

    `template` is the page, `fragment` its part for htmx, `status` of the answer.
    """
    return render_page(template, fragment=fragment, status=status, **context)


def trigger_events(response: Response, events: dict) -> None:
    """Let `events`, names with their details, happen in the browser once it has the answer."""
    held = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps(held | events, ensure_ascii=True)


def _varied(response: Response) -> Response:
    response.headers["Vary"] = "HX-Request, HX-Request-Type, Cookie, Accept-Encoding"
    return response
