"""The page on which somebody is introduced, and its drafts."""

from __future__ import annotations

from flask import Blueprint, jsonify, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.core import idempotency
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.core.tokens import new_token
from portal.opportunities import policy as roles
from portal.opportunities.models import Opportunity
from portal.referrals.submission import drafts, duplicate_check, submissions
from portal.referrals.submission.forms import ReferralForm
from portal.referrals.submission.weekly_limit import limit, requests
from portal.web.forms import resubmission
from portal.web.forms.fields import regions_of
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import redirect_to, render_page
from portal.web.pagination import read_number

bp = Blueprint("submission", __name__)


@bp.get("/referrals/new")
@signed_in
def new():
    """Introduce somebody: a new form for `?opportunity=`, or the draft `?draft=`."""
    require_allowed(bool(current_user.memberships))
    if "draft" in request.args:
        draft = drafts.find_draft(read_number("draft", most=2**31 - 1), current_user)
        role = submissions.opportunity_of(draft.opportunity_id)
        form = _form(role, MultiDict(draft.typed))
        return _form_page(form, role, draft=draft)
    role = _role_asked_for()
    return _form_page(_form(role, None), role)


@bp.post("/referrals/new")
@signed_in
def submit():
    """Introduce somebody, once for each form."""
    require_allowed(bool(current_user.memberships))
    role = submissions.opportunity_of(_chosen_role())
    form = _form(role, request.form)
    done = idempotency.done_before(form.deed_key.data or "", current_user.id, resubmission.request_words())
    if done is None and form.validate():
        try:
            done = _introduce_once(form, role)
        except Refused as no:
            form.form_errors.append(no.reason)
    if done is None:
        return _form_page(form, role, status=422)
    return _introduced(done)


def _introduced(done: int):
    """Where one goes after it: to the referral, to one's own earlier one, or to “already known to us”."""
    if done == duplicate_check.KNOWN:
        return redirect_to(url_for("referrals.duplicates.already_known"))
    said = _("Thank you. Your referral is with the office.")
    if done < 0:
        said = _("You have already referred this person: here is where it stands. What you typed is in your drafts.")
    return redirect_to(url_for("referrals.detail.show", referral_id=abs(done)), said)


@bp.post("/referrals/drafts")
@bp.post("/referrals/drafts/<int:draft_id>")
@signed_in
def save_draft(draft_id: int | None = None):
    """Keep what is typed so far; a script asks for JSON, a plain form goes to my referrals."""
    require_allowed(bool(current_user.memberships))
    if draft_id is not None:
        drafts.find_draft(draft_id, current_user)
    role = submissions.opportunity_of(_chosen_role())
    form = _form(role, request.form)
    by_script = request.accept_mimetypes.best == "application/json"
    try:
        draft = drafts.keep_draft(
            _fields_of(form), by=current_user, now=utcnow(), opportunity_id=role.id if role else None
        )
    except Refused as no:
        if by_script:
            return jsonify(message=str(no.reason)), 422
        form.form_errors.append(no.reason)
        return _form_page(form, role, status=422)
    if by_script:
        return jsonify(address=url_for(".new", draft=draft.id)) if draft else jsonify({})
    said = _("Your draft is saved: only you see it.") if draft else None
    return redirect_to(_address_after(request.form.get("then", ""), draft, role), said)


def _address_after(path: str, draft, role: Opportunity | None) -> str:
    """Where one goes with a kept draft: to one of the two other paths, or to my referrals."""
    if path == "ask":
        about = {"opportunity": role.id if role else None, "draft": draft.id if draft else None}
        return url_for("referrals.contact_requests.new", **about)
    if path == "go-ahead" and (asked := requests.ask_go_ahead(by=current_user, now=utcnow())):
        return url_for("referrals.weekly_limit.show", go_ahead_id=asked.id)
    if path == "decline":
        return url_for("referrals.decline_letters.show", draft=draft.id if draft else None)
    return url_for("referrals.my_referrals.index")


@bp.post("/referrals/drafts/<int:draft_id>/removal")
@signed_in
def remove_draft(draft_id: int):
    """Throw one of my drafts away."""
    drafts.remove_draft(drafts.find_draft(draft_id, current_user))
    return redirect_to(url_for("referrals.my_referrals.index"), _("The draft is deleted."))


def _role_asked_for() -> Opportunity | None:
    if "opportunity" not in request.args:
        return None
    wanted = read_number("opportunity", most=2**31 - 1)
    return db.first_or_404(db.select(Opportunity).where(Opportunity.id == wanted, roles.visible_to(current_user)))


def _chosen_role() -> int | None:
    text = request.form.get("opportunity", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _form(role: Opportunity | None, typed: MultiDict | None) -> ReferralForm:
    form = ReferralForm(formdata=typed, aim="role" if role and role.state == "open" else "office")
    form.role = role
    form.opportunity.data = str(role.id) if role else ""
    form.office.choices = [(str(office.id), office.name) for office in submissions.offices_for(current_user)]
    aimed = {role.office_id} if role else {int(each) for each, _name in form.office.choices if each == form.office.data}
    form.phone.regions = regions_of(aimed | current_user.offices_as())
    return form


def _form_page(form: ReferralForm, role: Opportunity | None, *, draft=None, status: int = 200):
    form.renew_key()
    standing = limit.read_pace(current_user, utcnow())
    return render_page("referrals/submission/new.html", status=status, form=form, role=role, draft=draft, pace=standing)


def _introduce_once(form: ReferralForm, role: Opportunity | None) -> int:
    """Introduce under the form's key, and forget its draft; a repetition answers what the first one made.

    Who has introduced this person already keeps what they typed now as a draft.
    """
    key, person, now = form.deed_key.data, current_user._get_current_object(), utcnow()

    def introduced() -> int:
        made = duplicate_check.submit_if_unknown(form.answers(role), by=person, now=now)
        drafts.forget_draft(key, by=person)
        if made < 0:
            anew = _fields_of(form) | {"deed_key": [new_token()]}
            drafts.keep_draft(anew, by=person, now=now, opportunity_id=role.id if role else None)
        return made

    return idempotency.do_once(key, person.id, resubmission.request_words(), introduced, now)


def _fields_of(form: ReferralForm) -> dict[str, list[str]]:
    """What was typed, by the fields of the form."""
    return {name: request.form.getlist(name) for name in request.form if name in form}
