"""The next step of a referral: planned, changed, done, removed, and taken into a calendar."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import utcnow
from portal.core.errors import Conflict, Refused
from portal.referrals.detail import view_model
from portal.referrals.next_steps import labels, steps
from portal.referrals.next_steps.calendar_file import write_calendar
from portal.referrals.next_steps.forms import StepForm
from portal.referrals.record import display_names, policy, queries
from portal.referrals.record.models import Referral
from portal.web.current_place import mark_place
from portal.web.email_templates import absolute_address
from portal.web.forms import resubmission
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import answer_refused, answer_saved, render_page
from portal.web.i18n.locale import current_language

bp = Blueprint("next_steps", __name__)
PAGE, FORM, SECTION = (f"referrals/next_steps/{name}.html" for name in ("show", "_form", "_section"))


@bp.get("/referrals/<int:referral_id>/step")
@signed_in
def show(referral_id: int):
    """Plan what comes next, or change it."""
    referral = _find(referral_id)
    form = StepForm(formdata=None, obj=steps.find_step(referral))
    form.version.data = referral.version
    mark_place("referrals.board.show_board")
    return render_page(PAGE, fragment=FORM, step_form=form, **_view(referral))


@bp.post("/referrals/<int:referral_id>/step")
@signed_in
def plan_step(referral_id: int):
    """Keep what comes next."""
    referral, form, now, status = _find(referral_id), StepForm(), utcnow(), 422
    if form.validate():
        person = current_user._get_current_object()
        try:
            idempotency.do_once(
                form.deed_key.data,
                person.id,
                resubmission.request_words(),
                lambda: steps.plan_step(referral, form.plan, by=person, now=now, version=form.seen).id,
                now,
            )
            return _answer(referral, _("Planned: %(step)s.", step=_said(form)))
        except Refused as no:
            form.day.errors = [no.reason]
            status = 409 if isinstance(no, Conflict) else 422
            form.version.data, form.version.raw_data = referral.version, None
    form.renew_key()
    return answer_refused(PAGE, fragment=FORM, status=status, step_form=form, **_view(referral))


@bp.post("/referrals/<int:referral_id>/step/end")
@signed_in
def end_step(referral_id: int):
    """It is done, or is not to happen any more."""
    referral, done = _find(referral_id), request.form.get("outcome") != "dropped"
    steps.end_step(referral, request.form.get("step", 0, int), done=done, by=current_user, now=utcnow())
    return _answer(referral, _("Done.") if done else _("Removed: the history keeps it."))


@bp.get("/referrals/<int:referral_id>/step.ics")
@signed_in
def download_step(referral_id: int):
    """What comes next, as a file for calendars; it names nobody who was referred."""
    referral = _find(referral_id)
    step = steps.find_step(referral) or abort(404)
    link = absolute_address(url_for("referrals.detail.show", referral_id=referral.id))
    shut, role = referral.opened_at is None, referral.opportunity
    aim = display_names.aim_of(role and role.title, referral.office.name, current_language())
    text = write_calendar(
        step,
        referral.office.timezone,
        title=f"{labels.KINDS[step.kind]} · {aim}",
        details="" if shut or not step.whom else _("With: %(name)s", name=step.whom),
        place="" if shut else step.place,
        link=link,
        host=urlsplit(link).hostname or "relais",
        now=utcnow(),
    )
    answer = Response(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="relais-{referral.id}.ics"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _find(referral_id: int) -> Referral:
    referral = queries.find_referral(current_user, referral_id)
    require_allowed(policy.may_move(current_user, referral))
    return referral


def _said(form: StepForm) -> str:
    return labels.describe_step(form.kind.data, form.day.data, form.hour.data)


def _answer(referral: Referral, said: str):
    then = url_for("referrals.detail.show", referral_id=referral.id)
    return answer_saved(SECTION, then=then, said=said, told=True, **_view(referral))


def _view(referral: Referral) -> dict:
    return {"view": view_model.for_reader(referral, current_user, utcnow(), current_language())}
