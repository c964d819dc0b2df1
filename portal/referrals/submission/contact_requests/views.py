"""Ask them first: the producer's list and request, and the contact's own page behind its link."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.current_user import region_of
from portal.core.db import db, utcnow
from portal.core.errors import LinkGone, Refused
from portal.opportunities import policy as roles
from portal.opportunities.models import Opportunity
from portal.referrals.consent import link_access
from portal.referrals.submission import drafts
from portal.referrals.submission.contact_requests import requests as contact_requests
from portal.referrals.submission.contact_requests.forms import AboutForm, AskForm
from portal.web.forms.choices import NothingForm
from portal.web.forms.fields import regions_of
from portal.web.guards import public, require_allowed, signed_in
from portal.web.htmx import answer_refused, redirect_to, render_page
from portal.web.http.security import keep_out_of_indexes
from portal.web.i18n.locale import set_language
from portal.web.pagination import read_number

bp = Blueprint("contact_requests", __name__)
bp.after_request(keep_out_of_indexes)


@bp.get("/referrals/contacts")
@signed_in
def index():
    """Whom I asked about themselves, and who has answered."""
    requests = db.session.execute(contact_requests.select_requests(current_user, utcnow())).all()
    return render_page(
        "referrals/submission/contact_requests/index.html",
        fragment="referrals/submission/contact_requests/_list.html",
        requests=requests,
    )


@bp.get("/referrals/contacts/new")
@signed_in
def new():
    """Ask somebody about themselves, for `?opportunity=` or no role in particular; `?draft=` is my draft of them."""
    require_allowed(bool(current_user.memberships))
    role = _role(request.args.get("opportunity", ""))
    called, language = "", current_user.language
    if "draft" in request.args:
        draft = drafts.find_draft(read_number("draft", most=2**31 - 1), current_user)
        called, language = draft.first("name"), draft.first("language") or language
    form = AskForm(opportunity=str(role.id) if role else "", language=language, called=called)
    return render_page("referrals/submission/contact_requests/new.html", form=form, role=role)


@bp.post("/referrals/contacts")
@signed_in
def create():
    """Make the link."""
    require_allowed(bool(current_user.memberships))
    form, role = AskForm(), _role(request.form.get("opportunity", ""))
    if form.validate():
        try:
            made = contact_requests.create_request(
                form.called.data, form.language.data, role, by=current_user, now=utcnow()
            )
            return redirect_to(url_for(".show", request_id=made.id))
        except Refused as no:
            form.form_errors.append(no.reason)
    return answer_refused("referrals/submission/contact_requests/new.html", form=form, role=role)


@bp.get("/referrals/contacts/<int:request_id>")
@signed_in
def show(request_id: int):
    """The link to pass on, or what came back."""
    asked = contact_requests.find_request(request_id, current_user, utcnow())
    role = db.session.get(Opportunity, asked.opportunity_id) if asked.opportunity_id else None
    context = {"asked": asked, "role": role, "form": NothingForm(), "link": contact_requests.address_of(asked)}
    message = contact_requests.message_for(asked, current_user)
    return render_page(
        "referrals/submission/contact_requests/show.html",
        fragment="referrals/submission/contact_requests/_asked.html",
        message=message,
        **context,
    )


@bp.post("/referrals/contacts/<int:request_id>/draft")
@signed_in
def begin_referral(request_id: int):
    """Begin a referral with what they said."""
    now = utcnow()
    asked = contact_requests.find_request(request_id, current_user, now, to_change=True)
    require_allowed(asked.answered_at is not None)
    draft = contact_requests.begin_referral(asked, by=current_user, now=now)
    return redirect_to(url_for("referrals.submission.new", draft=draft.id))


@bp.post("/referrals/contacts/<int:request_id>/removal")
@signed_in
def remove_request(request_id: int):
    """Take a request back: link and answers are erased."""
    now = utcnow()
    contact_requests.take_back(contact_requests.find_request(request_id, current_user, now, to_change=True), now=now)
    return redirect_to(url_for(".index"), _("Erased: the link no longer works."))


@bp.get("/contacts/<token>")
@public
def show_form(token: str):
    """The contact's page: who asks, who will read it, and what to say."""
    asked = _held_by(token)
    return _about_page(asked, AboutForm(data=asked.answers), token)


@bp.post("/contacts/<token>")
@public
def save_answer(token: str):
    """Keep what the contact says."""
    asked = _held_by(token, to_change=True)
    form = AboutForm(data={name: asked.answers.get(name, "") for name in ("email", "phone")})
    form.phone.regions = regions_of(asked.producer.offices_as())
    if form.validate():
        try:
            contact_requests.answer_request(asked, form.told(), now=utcnow())
            return redirect_to(url_for(".show_form", token=token))
        except Refused as no:
            form.form_errors.append(no.reason)
    return _about_page(asked, form, token, 422)


@bp.post("/contacts/<token>/removal")
@public
def withdraw_answer(token: str):
    """Erase what I said, and the link with it."""
    contact_requests.take_back(_held_by(token, to_change=True), now=utcnow())
    return render_page("referrals/submission/contact_requests/gone.html", erased=True)


@bp.errorhandler(LinkGone)
def answer_gone(_error):
    """The same answer for the unknown, the expired and the foreign."""
    return render_page("referrals/submission/contact_requests/gone.html", status=404, erased=False)


def _held_by(token: str, *, to_change: bool = False):
    """The request of that link, spoken of in the language that its producer chose for the contact."""
    asked = contact_requests.held_by(token, now=utcnow(), to_change=to_change)
    link_access.check_reader(asked.user_id, may_look=True)
    set_language(asked.language, asked.producer.timezone, region_of(asked.producer))
    return asked


def _about_page(asked, form: AboutForm, token: str, status: int = 200):
    producer = asked.producer
    form.may_be_named.label.text = _("%(name)s may give my name to their office", name=producer.name)
    role = db.session.get(Opportunity, asked.opportunity_id) if asked.opportunity_id else None
    return render_page(
        "referrals/submission/contact_requests/about.html",
        status=status,
        asked=asked,
        form=form,
        role=role,
        token=token,
    )


def _role(text: str) -> Opportunity | None:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    mine = db.select(Opportunity).where(Opportunity.id == int(text), roles.visible_to(current_user))
    return db.session.scalar(mine.where(Opportunity.state == "open"))
