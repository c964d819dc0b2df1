"""The list of producers, a producer's page, and writing one's profile."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core import idempotency
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.core.tokens import new_token
from portal.opportunities.labels import FIELDS
from portal.producers import labels, outcomes, policy, profiles, queries
from portal.producers.forms import PartnerForm, ProfileForm
from portal.producers.models import Profile
from portal.referrals.record.policy import may_move
from portal.referrals.record.queries import find_referral
from portal.referrals.status_updates import updates
from portal.referrals.submission.forms import WordForm
from portal.web.forms import resubmission
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import answer_refused, answer_saved, redirect_to, render_page
from portal.web.pagination import read_number

bp = Blueprint("producers", __name__)
labels.init_blueprint(bp)
EDIT = "producers/edit.html"
PARTS = {"": "producers/_person.html", "referrals": "producers/_outcomes.html"}


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
    context = {"profile": profile, "may_edit": policy.may_edit(current_user, profile)} | _fared(profile)
    fragment = PARTS.get(request.args.get("part", ""), PARTS[""])
    return render_page("producers/show.html", fragment=fragment, **context)


@bp.post("/producers/<int:producer_id>/referrals/<int:referral_id>")
@signed_in
def write_note(producer_id: int, referral_id: int):
    """A word to the producer about one of their referrals."""
    profile, referral = find_profile(producer_id), find_referral(current_user, referral_id)
    if referral.referrer_id != producer_id:
        abort(404)
    require_allowed(policy.may_see_outcomes(current_user, profile) and may_move(current_user, referral))
    form, now, person = WordForm(), utcnow(), current_user._get_current_object()
    status = 0 if form.validate() else 422
    try:
        if not status:
            idempotency.do_once(
                form.deed_key.data,
                person.id,
                resubmission.request_words(),
                lambda: updates.tell_referrer(referral, form.note.data, by=person, now=now).id,
                now,
            )
    except Refused as no:
        form.note.errors, status = [no.reason], 409 if isinstance(no, Conflict) else 422
    if status:
        form.deed_key.data = form.deed_key.data or new_token()
        context = {"profile": profile, "may_edit": policy.may_edit(current_user, profile)}
        context |= _fared(profile, told={referral_id: form})
        return answer_refused("producers/show.html", fragment=PARTS["referrals"], status=status, **context)
    then = url_for(".show", producer_id=producer_id, **_asked_rows(), _anchor="outcomes")
    said = _("Sent to %(name)s.", name=profile.user.name)
    return answer_saved(PARTS["referrals"], then=then, said=said, profile=profile, **_fared(profile))


def _asked_rows() -> dict:
    """Which of the referrals the address asks for, as the part of an address that asks for them again."""
    pages = read_number("shown", least=1, most=outcomes.MOST_PAGES, default=1)
    return {"group": request.args.get("group") or None, "shown": pages if pages > 1 else None}


def _fared(profile: Profile, told: dict | None = None) -> dict:
    """How the producer's referrals fared, as the reader may know it. `told`: forms that were refused, by referral."""
    if not policy.may_see_outcomes(current_user, profile):
        return {"outcomes": None}
    reader, asked = current_user._get_current_object(), _asked_rows()
    context = {"outcomes": outcomes.read_outcomes(profile, reader=reader), "rows": None, "told": told or {}}
    if reader.id != profile.user_id:
        given = {"group": asked["group"] or "", "pages": asked["shown"] or 1}
        context["rows"] = outcomes.list_referrals(profile, reader=reader, now=utcnow(), **given)
        context |= {"may_write_to": reader.holds("recruiter", profile.office_id), "new_key": new_token}
        context["blank"] = WordForm.blank()
    return context


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
