"""One's own account."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts import users
from portal.accounts.auth import sessions as sign_in_sessions
from portal.accounts.auth.login_manager import name_in_tokens
from portal.accounts.current_user import row_of
from portal.accounts.events import SESSIONS_ENDED
from portal.accounts.models import SignIn, User
from portal.accounts.profile.forms import DetailsForm, PasswordForm
from portal.accounts.profile.password_change import Stranger, change_password
from portal.accounts.profile.user_agents import describe_browser
from portal.accounts.theme import remember_theme
from portal.activity.log import record
from portal.core.db import db, own_unit, utcnow
from portal.core.errors import Refused
from portal.web.forms.fields import regions_of
from portal.web.guards import signed_in
from portal.web.htmx import answer_refused, render_page

bp = Blueprint("profile", __name__)
TEMPLATE = "accounts/profile/show.html"


@bp.get("/me")
@signed_in
def show():
    """Details, password, sessions."""
    return render_page(TEMPLATE, **_sheet())


@bp.post("/me")
@signed_in
def change_details():
    """Keep one's details; the language and the look hold at once in this browser."""
    form = DetailsForm(data={"phone": current_user.phone})
    form.phone.regions = regions_of(current_user.offices_as())
    if not form.validate():
        return answer_refused(TEMPLATE, **_sheet(details=form))
    given = {name: form[name].data for name in ("name", "title", "phone", "language", "timezone", "theme")}
    users.change_user(row_of(current_user), by=current_user, now=utcnow(), **given)
    flash(_("Your details are saved."), "done")
    return remember_theme(redirect(url_for(".show", lang=form.language.data), 303), form.theme.data)


@bp.post("/me/password")
@signed_in
@own_unit
def change_own_password():
    """Change the password; the other sessions end."""
    form = PasswordForm()
    if not form.validate():
        return answer_refused(TEMPLATE, **_sheet(renewal=form))
    try:
        change_password(current_user, form.present.data, form.password.data, now=utcnow())
    except Refused as refusal:
        field = form.present if isinstance(refusal, Stranger) else form.password
        field.errors = [refusal.reason]
        return answer_refused(TEMPLATE, **_sheet(renewal=form))
    name_in_tokens(db.session.get_one(User, current_user.id, populate_existing=True))
    flash(_("Your password is changed. Your other sessions have ended."), "done")
    return redirect(url_for(".show"), 303)


@bp.post("/me/session")
@signed_in
def extend_session():
    """I am still here: the idle clock starts again."""
    sign_in_sessions.touch_session(current_user.sign_in_id, utcnow())
    return "", 204


@bp.post("/me/sessions/<int:sign_in_id>/end")
@signed_in
def end_session(sign_in_id: int):
    """End one of my other sessions."""
    mine = db.select(SignIn).filter_by(id=sign_in_id, user_id=current_user.id, ended_at=None)
    found = db.first_or_404(mine)
    sign_in_sessions.end_session(found.id, utcnow())
    return _ended(_("That session has ended."))


@bp.post("/me/sessions/end-others")
@signed_in
def end_other_sessions():
    """End all of my sessions but this one."""
    sign_in_sessions.end_all(current_user.id, utcnow(), but=current_user.sign_in_id)
    return _ended(_("Your other sessions have ended."))


def _ended(said: str):
    record(SESSIONS_ENDED, row_of(current_user), by=current_user, now=utcnow())
    flash(said, "done")
    return redirect(url_for(".show"), 303)


def _sheet(details: DetailsForm | None = None, renewal: PasswordForm | None = None) -> dict:
    settings = current_app.config["SETTINGS"]
    limits = {"idle": timedelta(minutes=settings.idle_minutes), "longest": timedelta(hours=settings.session_hours)}
    here = current_user.sign_in_id
    sessions = sign_in_sessions.open_of(current_user.id, now=utcnow(), **limits)
    return {
        "details": details or DetailsForm(formdata=None, obj=current_user),
        "renewal": renewal or PasswordForm(formdata=None),
        "sessions": [(each, describe_browser(each.browser), each.id == here) for each in sessions],
    }
