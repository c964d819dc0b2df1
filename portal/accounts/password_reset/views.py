"""The page of who forgot their password."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, url_for

from portal.accounts.auth.throttling import come_back, tracks_of_letter
from portal.accounts.password_reset import requests
from portal.accounts.password_reset.forms import ForgottenForm
from portal.core import rate_limits
from portal.core.db import own_unit, unit_of_work, utcnow
from portal.core.text_normalization import clean_text
from portal.web.guards import public
from portal.web.htmx import answer_refused, render_page

bp = Blueprint("password_reset", __name__, url_prefix="/forgotten-password")
TEMPLATE = "accounts/password_reset/show.html"
LETTERS = "3 per hour"
"""How many letters an address may be sent: a stranger must not fill somebody's mailbox."""


@bp.get("")
@public
def show():
    """Ask for the address; where no letter can leave, say who helps."""
    return render_page(TEMPLATE, form=ForgottenForm(), leaves=_letters_leave())


@bp.post("")
@public
@own_unit
def request_reset():
    """Have a letter sent if there is such an account. The answer is the same for every address."""
    if not _letters_leave():
        abort(404)
    form = ForgottenForm()
    if not form.validate():
        return answer_refused(TEMPLATE, form=form, leaves=True)
    email = clean_text(form.email.data).lower()
    if wait := rate_limits.count_use(*tracks_of_letter(email, LETTERS)):
        return come_back(TEMPLATE, form, wait, leaves=True)
    with unit_of_work():
        requests.request_reset(email, utcnow())
    return redirect(url_for(".sent"), 303)


@bp.get("/sent")
@public
def sent():
    """What happens next, whether or not there is such an account."""
    return render_page("accounts/password_reset/sent.html")


def _letters_leave() -> bool:
    return bool(current_app.config["SETTINGS"].smtp_url)
