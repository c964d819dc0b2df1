"""Saying no politely: one page. The names come by POST and nothing is stored."""

from __future__ import annotations

from flask import Blueprint, request
from flask_login import current_user

from portal.core.db import own_unit
from portal.referrals.submission import drafts
from portal.referrals.submission.decline_letters.forms import AnswerForm
from portal.referrals.submission.decline_letters.letters import ANSWERS, WAYS, Letter, usual_way, write_letter
from portal.web.guards import signed_in
from portal.web.htmx import render_page
from portal.web.i18n.formatting import first_name
from portal.web.i18n.locale import current_language
from portal.web.pagination import read_number

bp = Blueprint("decline_letters", __name__)


@bp.get("/referrals/decline-helper")
@signed_in
def show():
    """Write a courteous no, or ask for more first; `?draft=` is my draft about that person."""
    name, way = "", usual_way(current_language())
    if "draft" in request.args:
        draft = drafts.find_draft(read_number("draft", most=2**31 - 1), current_user)
        name = first_name(draft.first("name"))
        way = usual_way(draft.first("language"))
    me = first_name(current_user.name)
    return _page(AnswerForm(formdata=None, answer="decline-strangers", way=way, name=name, me=me))


@bp.post("/referrals/decline-helper")
@signed_in
@own_unit
def rewrite_letter():
    """The letter for these choices; what was typed in it stays, unless it is asked for anew."""
    form = AnswerForm()
    if not form.validate():
        return _page(form, status=422)
    return _page(form, keep=form.changed and "anew" not in request.form)


def _page(form: AnswerForm, *, keep: bool = False, status: int = 200):
    answer = form.answer.data if form.answer.data in ANSWERS else ANSWERS[0]
    way = form.way.data if form.way.data in WAYS else WAYS[0]
    letter = write_letter(answer, way, name=form.name.data or "", me=form.me.data or "")
    if keep:
        letter = Letter(letter.subject, form.letter.data, letter.language)
    else:
        form.letter.data = form.written.data = letter.text
    where = "referrals/submission/decline_letters/_letter.html"
    return render_page(
        "referrals/submission/decline_letters/show.html",
        fragment=where,
        status=status,
        form=form,
        letter=letter,
        typed=keep,
    )
