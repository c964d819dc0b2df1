"""Writing a role, looking at it before others do, and changing its state."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.activity.log import describe_entry
from portal.config import languages
from portal.core.db import db, own_unit, utcnow
from portal.core.errors import Conflict, Refused
from portal.core.idempotency import do_once
from portal.core.text_normalization import clean_text
from portal.offices.models import Office
from portal.opportunities import editing, lifecycle, policy, queries, scheduling
from portal.opportunities.detail import OpportunityDetail, build_context
from portal.opportunities.editor import choices
from portal.opportunities.editor.forms import LONGEST_BODY, OpportunityForm, as_typed, copy_values
from portal.opportunities.models import Opportunity
from portal.opportunities.role_templates import templates
from portal.web.forms import resubmission
from portal.web.guards import only, require_allowed
from portal.web.htmx import answer_refused, answer_saved, redirect_to, render_page
from portal.web.pagination import read_number

bp = Blueprint("editor", __name__)
FORM = "opportunities/editor/_form.html"


@bp.get("/opportunities/new")
@only("recruiter")
def new():
    """An empty form; `?like=` one that begins as another role, `?template=` as a template of one's offices."""
    form = choices.offer_choices(OpportunityForm(formdata=None, data=_begun()), current_user)
    return render_page("opportunities/editor/new.html", form=form, role=None)


@bp.post("/opportunities/new")
@only("recruiter")
def create():
    """A new draft, once, however often it is sent."""
    form = choices.offer_choices(OpportunityForm(), current_user)
    if not choices.validate_form(form):
        return answer_refused("opportunities/editor/new.html", fragment=FORM, form=form, role=None)
    now, office = utcnow(), db.session.get(Office, form.office_id.data)
    try:
        made = do_once(
            form.deed_key.data,
            current_user.id,
            resubmission.request_words(),
            lambda: editing.create_opportunity(form.values(), office=office, by=current_user, now=now).id,
            now,
        )
    except Conflict:
        raise
    except Refused as no:
        form.form_errors.append(no.reason)
        return answer_refused("opportunities/editor/new.html", fragment=FORM, form=form, role=None)
    return redirect_to(url_for("opportunities.show", opportunity_id=made), _("The draft is saved."))


@bp.get("/opportunities/<int:opportunity_id>/edit")
@only("recruiter", "manager")
def edit(opportunity_id: int):
    """The form of a role."""
    role = _find(opportunity_id)
    form = choices.offer_choices(OpportunityForm(data=as_typed(role)), current_user, role)
    return render_page("opportunities/editor/edit.html", form=form, role=role)


@bp.post("/opportunities/<int:opportunity_id>/edit")
@only("recruiter", "manager")
def save_opportunity(opportunity_id: int):
    """Keep what was typed; whoever comes second sees what the other changed, and loses nothing."""
    role = _find(opportunity_id)
    form = choices.offer_choices(OpportunityForm(data=as_typed(role)), current_user, role)
    if not choices.validate_form(form):
        return _again(form, role)
    try:
        editing.edit_opportunity(role, form.values(), version=_version(), by=current_user, now=utcnow())
    except Conflict as conflict:
        form.take(role, [*conflict.current.taken, "version"])
        return _again(form, role, status=409, collision=conflict.current, sentence=describe_entry)
    except Refused as refusal:
        form.form_errors.append(refusal.reason)
        return _again(form, role)
    return redirect_to(url_for("opportunities.show", opportunity_id=role.id), _("Saved."))


@bp.post("/opportunities/preview")
@only("recruiter")
@own_unit
def preview_text():
    """A description as people will see it. Keeps nothing."""
    asked = request.args.get("language", "")
    language = asked if asked in languages.CODES else languages.DEFAULT
    body = clean_text(request.form.get(f"body_{language}"))[:LONGEST_BODY]
    return render_template("opportunities/editor/_preview.html", body=body, language=language)


@bp.post("/opportunities/<int:opportunity_id>/publication")
@only("recruiter", "manager")
def change_state(opportunity_id: int):
    """Publish, pause, fill, close or open again; the refusal says what is missing."""
    role = _find(opportunity_id)
    try:
        change = lifecycle.change_state(
            role,
            request.form.get("change", ""),
            version=_version(),
            by=current_user,
            now=utcnow(),
            urgent=request.form.get("urgent") == "yes",
        )
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        context = {"refusal": refusal.reason, **build_context(OpportunityDetail.from_opportunity(role), current_user)}
        return answer_refused(
            "opportunities/detail.html", fragment="opportunities/_role_again.html", status=status, **context
        )
    there = url_for("opportunities.show", opportunity_id=role.id)
    return answer_saved(
        "opportunities/_role_again.html",
        then=there,
        said=change.said,
        **build_context(OpportunityDetail.from_opportunity(role), current_user),
    )


@bp.post("/opportunities/<int:opportunity_id>/still-open")
@only("recruiter", "manager")
def answer_still_open(opportunity_id: int):
    """From My day: a role that is open for long is still open, or is closed."""
    role, now = _find(opportunity_id), utcnow()
    day = url_for("referrals.recruiter_tasks.index")
    if request.form.get("answer") == "close":
        change = lifecycle.change_state(role, "close", version=_version(), by=current_user, now=now)
        return redirect_to(day, change.said)
    scheduling.confirm_open(role, by=current_user, now=now)
    return redirect_to(day, _("Noted. You will be asked again in 45 days."))


@bp.post("/opportunities/<int:opportunity_id>/template")
@only("recruiter", "manager")
def keep_template(opportunity_id: int):
    """Keep a role as a template of its office."""
    role = _find(opportunity_id)
    kept = templates.keep_template(role, copy_values(role), by=current_user, now=utcnow())
    said = _("Saved as a template: %(name)s", name=kept.name)
    return redirect_to(url_for("opportunities.show", opportunity_id=role.id), said)


def _begun() -> dict:
    """What a new role begins with, by field of the form."""
    like, template = read_number("like", most=2**31 - 1), read_number("template", most=2**31 - 1)
    if template:
        kept = templates.find_template(template, current_user)
        return kept.values | {"office_id": kept.office_id}
    if like:
        role = db.first_or_404(queries.select_detail(current_user, like))
        require_allowed(policy.may_write(current_user, role))
        return copy_values(role)
    return {}


def _find(opportunity_id: int) -> Opportunity:
    """The role, held against other writers until the answer, if it is theirs to see (404) and to write (403)."""
    query = queries.select_detail(current_user, opportunity_id)
    role = db.first_or_404(query.with_for_update(of=Opportunity) if request.method == "POST" else query)
    require_allowed(policy.may_write(current_user, role))
    return role


def _version() -> int:
    """The version from which the person began; 0, which is nobody's, when it makes no sense."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _again(form: OpportunityForm, role: Opportunity, **context):
    return answer_refused("opportunities/editor/edit.html", fragment=FORM, form=form, role=role, **context)
