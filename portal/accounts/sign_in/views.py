"""Signing in and out."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user
from sqlalchemy import select

from portal.accounts.auth import passwords, sessions
from portal.accounts.auth.login_manager import open_session
from portal.accounts.auth.throttling import come_back, tracks_of_sign_in
from portal.accounts.current_user import row_of
from portal.accounts.events import SIGNED_IN, SIGNED_OUT
from portal.accounts.models import User
from portal.accounts.sign_in.forms import SignInForm
from portal.activity.log import record
from portal.core import rate_limits
from portal.core.db import db, own_unit, unit_of_work, utcnow
from portal.core.rate_limits import Track
from portal.core.text_normalization import clean_text
from portal.web import errors
from portal.web.forms import resubmission
from portal.web.forms.resubmission import Typed
from portal.web.guards import public, signed_in
from portal.web.htmx import answer_refused, render_page
from portal.web.http import login_state
from portal.web.http.security import csrf_token, read_bearer, same_site_path

bp = Blueprint("sign_in", __name__)

DEMO_ACCOUNTS = ("producteur", "recruteur", "direction", "admin")
DEMO_DOMAIN = "demo.example.com"
TEMPLATE = "accounts/sign_in/show.html"


@bp.get("/sign-in")
@public
def show():
    """The sign-in page."""
    if current_user.is_authenticated:
        return redirect(url_for("home.index"))
    return render_page(TEMPLATE, form=SignInForm(), **_around(over=login_state.session_token() is not None))


@bp.app_errorhandler(401)
def signed_out(_error):
    """Who must sign in to go on: a form that outlived its session finds the sign-in page, which keeps it."""
    if (sent := resubmission.of_request()) is None:
        return errors.answer_error(401)
    return answer_refused(TEMPLATE, status=401, form=SignInForm(formdata=None), **_around(sent, over=True))


@bp.post("/sign-in")
@public
@own_unit
def sign_in():
    """Check the password outside any transaction, then open a session."""
    form, around = SignInForm(), _around(resubmission.open_sealed(request.form.get("kept", "")))
    if not form.validate():
        return answer_refused(TEMPLATE, form=form, **around)
    email = clean_text(form.email.data).lower()
    tracks = tracks_of_sign_in(email)
    if wait := rate_limits.count_use(*tracks):
        return come_back(TEMPLATE, form, wait, **around)
    user = db.session.scalar(select(User).where(User.email == email))
    if not passwords.matches_password(user, form.password.data or "") or not user.is_active or _is_shut(user, form):
        form.password.errors = [_("Wrong e-mail or password. Try again, or choose “Forgot your password?”.")]
        return answer_refused(TEMPLATE, form=form, **around)
    return _welcome(user.id, form.password.data, tracks)


def _is_shut(user: User, form: SignInForm) -> bool:
    """In production nobody comes in with the password or an address of the demo, whichever server started Relais."""
    published = form.password.data == passwords.PUBLISHED or user.email.endswith(f"@{DEMO_DOMAIN}")
    return current_app.config["SETTINGS"].production and published


@bp.post("/sign-in/demo/<account>")
@public
@own_unit
def demo(account: str):
    """One click signs in as a ready account; only where demo mode is on."""
    if not current_app.config["SETTINGS"].demo or account not in DEMO_ACCOUNTS:
        abort(404)
    user_id = db.session.scalar(select(User.id).where(User.email == f"{account}@{DEMO_DOMAIN}"))
    return _welcome(user_id) if user_id else abort(404)


def _welcome(user_id: int, password: str | None = None, tracks: Sequence[Track] = ()):
    with unit_of_work():
        rate_limits.record_success(*tracks)
        user = db.session.get_one(User, user_id)
        if password is not None and passwords.needs_rehash(user):
            passwords.store_password(row_of(user), password)
        open_session(user)
        record(SIGNED_IN, user, by=user, now=utcnow())
    if sent := resubmission.open_sealed(request.form.get("kept", "")):
        if sent.bearer == read_bearer(csrf_token()):
            return render_page("accounts/sign_in/resend.html", sent=sent)
        flash(_("What was typed before you signed in belongs to somebody else. It was not sent."), "warning")
    return redirect(same_site_path(request.args.get("next"), url_for("home.index")), 303)


@bp.post("/sign-out")
@signed_in
def sign_out():
    """End this session here and on the server; the browser forgets what it kept of our pages."""
    sessions.end_session(current_user.sign_in_id, utcnow())
    record(SIGNED_OUT, row_of(current_user), by=current_user, now=utcnow())
    logout_user()
    session.clear()
    flash(_("You are signed out."), "done")
    response = redirect(url_for("accounts.sign_in.show"), 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _around(sent: Typed | None = None, *, over: bool = False) -> dict:
    """What the sign-in page says beside its form. `over`: a session has ended; `sent`: what it could not take."""
    demo = DEMO_ACCOUNTS if current_app.config["SETTINGS"].demo else ()
    return {"demo": demo, "sent": sent, "carried": sent.sealed if sent else "", "over": over}
