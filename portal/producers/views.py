"""The list of producers, a producer's page, and writing one's profile."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.opportunities.labels import FIELDS
from portal.producers import labels, outcomes, policy, profiles, queries
from portal.producers.forms import PartnerForm, ProfileForm
from portal.producers.models import Profile
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import answer_refused, redirect_to, render_page

bp = Blueprint("producers", __name__)
labels.init_blueprint(bp)
EDIT = "producers/edit.html"


@bp.get("/producers")
@signed_in
def index():
    """The producers of my offices."""
    filters = queries.Filters.from_address(request.args)
    rows, total = queries.list_producers(current_user, filters), queries.count_producers(current_user, filters)
    offices = queries.offices_for(current_user)
    context = {"filters": filters, "rows": rows, "total": total, "offices": offices, "fields": FIELDS}
    return render_page("producers/index.html", fragment="producers/_list.html", step=queries.STEP, **context)


@bp.get("/producers/<int:producer_id>")
@signed_in
def show(producer_id: int):
    """One producer, as somebody one works with."""
    profile = find_profile(producer_id)
    fared = (
        outcomes.read_outcomes(profile, reader=current_user) if policy.may_see_outcomes(current_user, profile) else None
    )
    context = {"profile": profile, "outcomes": fared, "may_edit": policy.may_edit(current_user, profile)}
    return render_page("producers/show.html", fragment="producers/_person.html", **context)


@bp.get("/producers/<int:producer_id>/edit")
@signed_in
def edit(producer_id: int):
    """The form of what I may change there."""
    profile = find_profile(producer_id)
    require_allowed(policy.may_edit(current_user, profile))
    return render_page(EDIT, **_sheet(profile))


@bp.post("/producers/<int:producer_id>/edit")
@signed_in
def save_profile(producer_id: int):
    """Keep what the producer tells."""
    profile = find_profile(producer_id)
    require_allowed(policy.may_write(current_user, profile))
    form = ProfileForm()
    if not form.validate():
        return answer_refused(EDIT, **_sheet(profile, profile_form=form))
    told = {name: form[name].data for name in profiles.TOLD}
    try:
        profiles.write_profile(profile, version=form.seen, by=current_user, now=utcnow(), **told)
    except Refused as refusal:
        return _refuse(producer_id, form, refusal, "profile_form")
    return redirect_to(url_for(".show", producer_id=producer_id), _("Your profile is saved."))


@bp.post("/producers/<int:producer_id>/partner")
@signed_in
def choose_partner(producer_id: int):
    """Say who the partner recruiter is."""
    profile = find_profile(producer_id)
    require_allowed(policy.may_choose_partner(current_user, profile))
    form = PartnerForm().offer(profiles.recruiters_of(profile.office_id))
    if not form.validate():
        return answer_refused(EDIT, **_sheet(profile, partner_form=form))
    try:
        profiles.choose_partner(profile, form.partner.data or None, version=form.seen, by=current_user, now=utcnow())
    except Refused as refusal:
        return _refuse(producer_id, form, refusal, "partner_form")
    return redirect_to(url_for(".show", producer_id=producer_id), _("The partner is saved."))


def find_profile(producer_id: int) -> Profile:
    """The profile of that producer, if the person may know of them; else 404."""
    query = db.select(Profile).join(User, User.id == Profile.user_id)
    query = query.options(*(joinedload(part) for part in (Profile.user, Profile.partner, Profile.office)))
    return db.first_or_404(query.where(Profile.user_id == producer_id, policy.visible_to(current_user)))


def _refuse(producer_id: int, form, refusal: Refused, name: str):
    """The same page with what was typed; after a conflict, the form is of the present state."""
    profile = find_profile(producer_id)
    form.form_errors = [*form.form_errors, refusal.reason]
    form.look_again(profile.version)
    conflict = isinstance(refusal, Conflict)
    context = _sheet(profile, **{name: form}) | {"now_kept": conflict}
    return answer_refused(EDIT, status=409 if conflict else 422, **context)


def _sheet(profile: Profile, profile_form: ProfileForm | None = None, partner_form: PartnerForm | None = None) -> dict:
    forms = {"profile": profile, "profile_form": None, "partner_form": None, "now_kept": False}
    if policy.may_write(current_user, profile):
        forms["profile_form"] = profile_form or ProfileForm(formdata=None, obj=profile)
    if policy.may_choose_partner(current_user, profile):
        kept = {"version": profile.version, "partner": profile.partner_id or 0}
        fresh = PartnerForm(formdata=None, data=kept).offer(profiles.recruiters_of(profile.office_id))
        forms["partner_form"] = partner_form or fresh
    return forms
