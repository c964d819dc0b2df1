"""A go-ahead: its page, for who asked and for who may give it."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core.db import utcnow
from portal.core.errors import Conflict, Refused
from portal.referrals.submission.weekly_limit import limit, requests
from portal.referrals.submission.weekly_limit.forms import AnswerForm
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import answer_refused, redirect_to, render_page

bp = Blueprint("weekly_limit", __name__)


@bp.post("/referrals/go-ahead")
@signed_in
def ask_go_ahead():
    """Ask for a go-ahead, in one click."""
    require_allowed(bool(current_user.memberships))
    asked = requests.ask_go_ahead(by=current_user, now=utcnow())
    if asked is None:
        return redirect_to(url_for("referrals.submission.new"))
    return redirect_to(
        url_for(".show", go_ahead_id=asked.id), _("Request sent. You will be told as soon as someone answers.")
    )


@bp.get("/referrals/go-ahead/<int:go_ahead_id>")
@signed_in
def show(go_ahead_id: int):
    """Who asks, and what was answered."""
    go_ahead = requests.find_request(go_ahead_id, current_user)
    return render_page(
        "referrals/submission/weekly_limit/show.html",
        fragment="referrals/submission/weekly_limit/_answer.html",
        **_context(go_ahead),
    )


@bp.post("/referrals/go-ahead/<int:go_ahead_id>")
@signed_in
def save_answer(go_ahead_id: int):
    """Give it, or keep it back."""
    go_ahead = requests.find_request(go_ahead_id, current_user)
    require_allowed(requests.may_answer(current_user, go_ahead))
    form, granted = AnswerForm(), request.form.get("answer") == "yes"
    if not granted or form.validate():
        told = {"more": form.more.data or 0, "until": form.until.data or utcnow().date(), "granted": granted}
        try:
            requests.answer_request(go_ahead, **told, by=current_user, now=utcnow())
            return redirect_to(
                url_for(".show", go_ahead_id=go_ahead_id), _("Sent to %(name)s.", name=go_ahead.user.name)
            )
        except Refused as no:
            form.form_errors.append(no.reason)
            return _refused(go_ahead, form, 409 if isinstance(no, Conflict) else 422)
    return _refused(go_ahead, form, 422)


def _refused(go_ahead, form: AnswerForm, status: int):
    context = _context(go_ahead, form)
    return answer_refused(
        "referrals/submission/weekly_limit/show.html",
        fragment="referrals/submission/weekly_limit/_answer.html",
        status=status,
        **context,
    )


def _context(go_ahead, form: AnswerForm | None = None) -> dict:
    standing = limit.read_pace(go_ahead.user, utcnow())
    may = requests.may_answer(current_user, go_ahead) and go_ahead.answered_at is None
    return {"asked": go_ahead, "standing": standing, "may_answer": may, "form": form or AnswerForm()}
