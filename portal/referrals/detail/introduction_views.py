"""A recruiter's answer to a proposed introduction, and the referrer's answer to a recruiter's question."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.referrals.introductions import responses
from portal.referrals.introductions.forms import AnswerForm, MoreForm
from portal.referrals.introductions.last_response import just_answered, last_line
from portal.referrals.record import policy, queries
from portal.referrals.record.models import Referral, StageMove
from portal.web.forms import resubmission
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import answer_refused, answer_saved, redirect_to, render_page

bp = Blueprint("introductions", __name__)
FRAGMENTS = {
    "card": "referrals/introductions/_on_card.html",
    "row": "referrals/introductions/_on_row.html",
    "page": "referrals/introductions/_control.html",
    "day": "referrals/introductions/_on_day.html",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Why an answer was not taken, with what was typed. kind: `word`, `conflict` (`last` tells who) or `refused`."""

    kind: str
    reason: str
    said: str
    word: str
    last: StageMove | None = None
    about: str = "introduction"


@bp.post("/referrals/<int:referral_id>/introduction")
@signed_in
def save_answer(referral_id: int):
    """Accept the introduction, decline it with a word, or ask for more first."""
    referral, form, now = queries.find_referral(current_user, referral_id), AnswerForm(), utcnow()
    require_allowed(policy.may_move(current_user, referral))
    said, word = form.answer.data or "", form.word.data or ""
    try:
        if not form.validate():
            raise Refused(_first_error(form))
        responses.answer_introduction(referral, said, by=current_user, now=now, version=form.seen, word=word)
    except Refused as no:
        last = last_line(referral_id)
        if not (isinstance(no, Conflict) and just_answered(referral_id, said, word, current_user.id, now)):
            return _not_taken(referral, _asked(no, said, word, last))
    return _taken(referral, said)


def _asked(no: Refused, said: str, word: str, last: StageMove | None) -> Asked:
    if isinstance(no, Conflict):
        return Asked("conflict", str(no.reason), said, word, last)
    return Asked("word" if said in ("declined", "more") and not word.strip() else "refused", str(no.reason), said, word)


def _first_error(form: AnswerForm) -> str:
    return next((str(error) for error in form.word.errors), "") or _("This page is too old. Reload it and try again.")


def _taken(referral: Referral, said: str):
    shown, then = request.form.get("shown", ""), f"/referrals/{referral.id}"
    if shown not in FRAGMENTS or shown == "page":
        return redirect_to(then, _said(referral, said))
    return answer_saved(FRAGMENTS[shown], then=then, said=_said(referral, said), referral=referral, asked=None)


def _said(referral: Referral, said: str) -> str:
    name = referral.referrer.name
    if said == "more":
        return _("Question sent to %(name)s.", name=name)
    if said == "declined":
        return _("Declined. Note sent to %(name)s.", name=name)
    if referral.opened_at is not None:
        return _("Both said yes: the introduction is open.")
    return _("Accepted. The candidate’s own answer is still to come.")


def _not_taken(referral: Referral, asked: Asked):
    """The card, or the control of the page, as it is now; with what was typed and what is asked back."""
    db.session.refresh(referral)
    return answer_refused(
        "referrals/introductions/answer.html",
        fragment=FRAGMENTS.get(request.form.get("shown", ""), FRAGMENTS["page"]),
        status=409 if asked.kind == "conflict" else 422,
        referral=referral,
        asked=asked,
    )


@bp.get("/referrals/<int:referral_id>/more")
@signed_in
def show_more(referral_id: int):
    """What a recruiter asks, and the form for its answer."""
    referral = queries.find_referral(current_user, referral_id)
    require_allowed(referral.referrer_id == current_user.id)
    if not policy.may_tell_more(current_user, referral):
        return redirect(f"/referrals/{referral_id}", 303)
    return _more_page(referral, MoreForm.about(referral))


@bp.post("/referrals/<int:referral_id>/more")
@signed_in
def tell_more(referral_id: int):
    """Answer the recruiter's question."""
    referral, form, now = queries.find_referral(current_user, referral_id), MoreForm(), utcnow()
    require_allowed(referral.referrer_id == current_user.id)
    if not form.validate():
        return _more_page(referral, form, 422)

    def told() -> int:
        responses.tell_more(referral, form.facts(), form.told.data or "", by=current_user, now=now)
        return referral.id

    try:
        idempotency.do_once(form.deed_key.data, current_user.id, resubmission.request_words(), told, now)
    except Refused as no:
        form.form_errors.append(no.reason)
        return _more_page(referral, form, 409 if isinstance(no, Conflict) else 422)
    return redirect_to(f"/referrals/{referral_id}", _("Thank you. The recruiting team sees the facts now."))


def _more_page(referral: Referral, form: MoreForm, status: int = 200):
    context = {"referral": referral, "form": form, "question": last_line(referral.id, "question")}
    return render_page("referrals/introductions/more.html", status=status, **context)
