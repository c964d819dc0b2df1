"""Asking for a candidate, and answering."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.core.idempotency import do_once, done_before
from portal.core.tokens import new_token
from portal.opportunities import policy, queries
from portal.opportunities.candidate_requests import requests
from portal.opportunities.candidate_requests.forms import AskForm, QuestionForm, ReplyForm
from portal.opportunities.candidate_requests.models import CandidateRequest
from portal.opportunities.models import Opportunity
from portal.web.forms import resubmission
from portal.web.guards import only, require_allowed, signed_in
from portal.web.htmx import answer_refused, redirect_to, render_page
from portal.web.i18n.locale import current_language

bp = Blueprint("candidate_requests", __name__)
PAGE, ANSWERS, ONE = (f"opportunities/candidate_requests/{name}.html" for name in ("index", "_answers", "show"))
STAFF = only("recruiter", "manager")


@bp.get("/opportunities/<int:opportunity_id>/requests")
@STAFF
def index(opportunity_id: int):
    """Whom to ask about a role, and what those said who were asked."""
    role = _role(opportunity_id)
    return render_page(PAGE, fragment=ANSWERS, **_shown(role))


@bp.post("/opportunities/<int:opportunity_id>/requests")
@STAFF
def ask_producers(opportunity_id: int):
    """Ask the chosen producers, once."""
    role, now, person = _role(opportunity_id), utcnow(), current_user._get_current_object()
    require_allowed(policy.may_write(person, role))
    form = AskForm().offer_producers(requests.propose_producers(role, by=person, now=now))
    if done := _done_once(form):
        return _asked(role, done)
    if not form.validate():
        return answer_refused(PAGE, **_shown(role, form))
    chosen = [int(number) for number in form.to.data or []]

    def ask() -> int:
        return requests.ask_producers(role, chosen, form.message.data, by=person, now=now)

    try:
        return _asked(role, do_once(form.deed_key.data, person.id, resubmission.request_words(), ask, now))
    except Refused as no:
        form.form_errors.append(no.reason)
        form.deed_key.data = new_token()
        return answer_refused(PAGE, status=409 if isinstance(no, Conflict) else 422, **_shown(role, form))


@bp.get("/opportunities/requests/<int:candidate_request_id>")
@signed_in
def show(candidate_request_id: int):
    """One request: the producer answers it, the office reads what they answered."""
    return render_page(ONE, **_one(requests.find_request(candidate_request_id, current_user)))


@bp.post("/opportunities/requests/<int:candidate_request_id>/answer")
@signed_in
def answer_request(candidate_request_id: int):
    """What the producer answers; who has somebody goes on to refer them for that role."""
    asked, form = requests.find_request(candidate_request_id, current_user), QuestionForm()
    require_allowed(asked.user_id == current_user.id)
    answer = request.form.get("answer", "")
    try:
        if not form.validate():
            return answer_refused(ONE, **_one(asked, question=form))
        requests.answer_request(asked, answer, form.question.data or "", by=current_user, now=utcnow())
    except Refused as no:
        form.question.errors = [no.reason]
        return answer_refused(ONE, status=409 if isinstance(no, Conflict) else 422, **_one(asked, question=form))
    if answer == "have":
        return redirect_to(url_for("referrals.submission.new", opportunity=asked.opportunity_id))
    said = _("Thank you for answering.") if answer == "not_now" else _("Your question is sent.")
    return redirect_to(url_for(".show", candidate_request_id=asked.id), said)


@bp.post("/opportunities/requests/<int:candidate_request_id>/reply")
@signed_in
def reply_to_question(candidate_request_id: int):
    """What a recruiter says to the producer's question."""
    asked, form = requests.find_request(candidate_request_id, current_user), ReplyForm()
    require_allowed(policy.may_write(current_user, asked.opportunity))
    if not form.validate():
        return answer_refused(ONE, **_one(asked, reply=form))
    try:
        requests.reply_to_question(asked, form.reply.data, by=current_user, now=utcnow())
    except Refused as no:
        form.reply.errors = [no.reason]
        return answer_refused(ONE, status=409 if isinstance(no, Conflict) else 422, **_one(asked, reply=form))
    return redirect_to(
        url_for(".show", candidate_request_id=asked.id), _("Answer sent to %(name)s.", name=asked.user.name)
    )


def _role(opportunity_id: int) -> Opportunity:
    """The role, for staff of its office; 404 for whoever may not see it, 403 for the others."""
    role = db.first_or_404(queries.select_detail(current_user, opportunity_id))
    require_allowed(policy.is_staff_of(current_user, role.office_id))
    return role


def _done_once(form: AskForm) -> int | None:
    """How many were asked when this very form was sent before: by now they may not be asked again."""
    return done_before(form.deed_key.data or "", current_user.id, resubmission.request_words())


def _asked(role: Opportunity, number: int):
    said = ngettext("%(num)s producer is asked.", "%(num)s producers are asked.", number)
    return redirect_to(url_for(".index", opportunity_id=role.id), said)


def _shown(role: Opportunity, form: AskForm | None = None) -> dict:
    may_ask = policy.may_write(current_user, role) and role.state == "open"
    proposals = requests.propose_producers(role, by=current_user, now=utcnow()) if may_ask else []
    if form is None and may_ask:
        form = AskForm(formdata=None, message=requests.offer_message(role, current_language()))
        form.offer_producers(proposals)
    return {
        "role": role,
        "requests": requests.list_requests(role.id),
        "proposals": proposals,
        "form": form,
        "may_ask": may_ask,
        "most": requests.MOST,
    }


def _one(asked: CandidateRequest, *, question: QuestionForm | None = None, reply: ReplyForm | None = None) -> dict:
    return {
        "asked": asked,
        "mine": asked.user_id == current_user.id,
        "may_reply": policy.may_write(current_user, asked.opportunity)
        and bool(asked.question)
        and not asked.replied_at,
        "question": question or QuestionForm(formdata=None),
        "reply": reply or ReplyForm(formdata=None),
    }
