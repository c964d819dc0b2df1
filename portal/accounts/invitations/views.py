"""The pages behind one-time links. Opening one changes nothing; choosing a password uses it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from portal.accounts import users
from portal.accounts.auth import one_time_links as links
from portal.accounts.auth import passwords
from portal.accounts.auth.login_manager import open_session
from portal.accounts.invitations.forms import ChooseForm, FirstAdminForm
from portal.accounts.models import User
from portal.core.db import own_unit, unit_of_work, utcnow
from portal.core.errors import LinkGone, Refused
from portal.web.guards import public
from portal.web.htmx import answer_refused, render_page

bp = Blueprint("invitations", __name__)

TEMPLATE = "accounts/invitations/show.html"
ADDRESSES = (
    ("/invitation/<token>", links.INVITATION),
    ("/reset/<token>", links.RESET),
    ("/first-admin/<token>", links.FIRST_ADMIN),
)


@public
def show(purpose: str, token: str):
    """Say hello and ask for a password."""
    person = links.person_of(token, purpose, now=utcnow())
    return render_page(TEMPLATE, form=_form_for(purpose), person=person, purpose=purpose)


@public
@own_unit
def accept(purpose: str, token: str):
    """Use the link and sign in. The password is hashed before the unit of work begins."""
    person = links.person_of(token, purpose, now=utcnow())
    form = _form_for(purpose)
    hashed = _judged(form, person) if form.validate() else None
    if hashed is None:
        return answer_refused(TEMPLATE, form=form, person=person, purpose=purpose)
    with unit_of_work():
        person = links.use_link(token, purpose, hashed, now=utcnow())
        if purpose == links.FIRST_ADMIN:
            users.change_user(person, by=person, now=utcnow(), name=form.name.data, email=form.email.data)
        open_session(person)
    flash(_("Welcome! Your password is set."), "done")
    return redirect(url_for("home.index"), 303)


@bp.errorhandler(LinkGone)
def answer_gone(_error):
    """The same answer for the unknown, the used, the expired and the foreign of one kind of address."""
    return render_page("accounts/invitations/gone.html", purpose=request.view_args["purpose"], status=404)


def _form_for(purpose: str) -> ChooseForm:
    return FirstAdminForm() if purpose == links.FIRST_ADMIN else ChooseForm()


def _judged(form: ChooseForm, person: User) -> str | None:
    try:
        return passwords.hash_new_password(person, form.password.data)
    except Refused as refusal:
        form.password.errors = [refusal.reason]
        return None


for _address, _purpose in ADDRESSES:
    bp.add_url_rule(_address, "show", show, defaults={"purpose": _purpose}, methods=["GET"])
    bp.add_url_rule(_address, "accept", accept, defaults={"purpose": _purpose}, methods=["POST"])
