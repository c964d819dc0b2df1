"""A referral with its story, and a word to its referrer."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import utcnow
from portal.core.errors import Conflict, Refused
from portal.core.tokens import new_token
from portal.notifications import notices
from portal.referrals.detail import queries as detail_queries
from portal.referrals.detail import view_model
from portal.referrals.record import policy, queries
from portal.referrals.record.models import Referral
from portal.referrals.status_updates import office_notes, updates
from portal.referrals.submission.forms import WordForm
from portal.web.current_place import mark_place
from portal.web.forms import resubmission
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import answer_refused, answer_saved, render_page
from portal.web.i18n.locale import current_language

bp = Blueprint("detail", __name__)
DEEDS = {
    "referrer": updates.tell_referrer,
    "office": office_notes.write_office_note,
    "call": office_notes.log_person_call,
}
"""What becomes of the text of the composer, by the button that was pressed."""
PARTS = {"story": "referrals/detail/_story.html", "side": "referrals/detail/_side.html"}


@bp.get("/referrals/<int:referral_id>")
@signed_in
def show(referral_id: int):
    """The story of a referral, its facts, and what to do next; `?part=` names one of them."""
    person, now = current_user._get_current_object(), utcnow()
    referral = detail_queries.read_referral(person, referral_id) or abort(404)
    view = view_model.for_reader(referral, person, now, current_language())
    if referral.referrer_id != person.id:
        mark_place("referrals.board.show_board")
    part = PARTS.get(request.args.get("part", ""), PARTS["story"])
    return render_page(
        "referrals/detail/show.html",
        fragment=part,
        etag=(part, notices.unread_count(person.id), *view.tag),
        view=view,
        word=None,
        key=new_token(),
        end=request.args.get("end", ""),
    )


@bp.post("/referrals/<int:referral_id>/notes")
@signed_in
def write_note(referral_id: int):
    """A word to the referrer, a note for the office or a call with the person, without a move."""
    referral = queries.find_referral(current_user, referral_id)
    require_allowed(policy.may_move(current_user, referral))
    form, now = WordForm(), utcnow()
    if not form.validate():
        return _composer(referral, form, 422)
    deed = DEEDS[form.end.data]
    try:
        idempotency.do_once(
            form.deed_key.data,
            current_user.id,
            resubmission.request_words(),
            lambda: deed(referral, form.note.data, by=current_user, now=now).id,
            now,
        )
    except Refused as no:
        form.note.errors = [no.reason]
        return _composer(referral, form, 409 if isinstance(no, Conflict) else 422)
    return _told(referral, form.end.data)


def _told(referral: Referral, end: str):
    said = {"office": _("Note saved for the office."), "call": _("Call saved for the office.")}
    return answer_saved(
        "referrals/detail/_composer.html",
        then=url_for(".show", referral_id=referral.id, _anchor="story"),
        said=said.get(end) or _("Sent to %(name)s.", name=referral.referrer.name),
        view=view_model.for_reader(referral, current_user, utcnow(), current_language()),
        word=None,
        key=new_token(),
        told=True,
    )


def _composer(referral: Referral, form: WordForm, status: int):
    view = view_model.for_reader(referral, current_user, utcnow(), current_language())
    form.renew_key()
    context = {"view": view, "word": form, "key": form.deed_key.data}
    return answer_refused(
        "referrals/detail/show.html", fragment="referrals/detail/_composer.html", status=status, **context
    )
