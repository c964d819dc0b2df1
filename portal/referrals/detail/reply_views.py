"""Replying to a word of the office, under it."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.referrals.detail import view_model
from portal.referrals.record import queries
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.status_updates import replies
from portal.web.forms import resubmission
from portal.web.forms.fields import LongText, OnceForm, input_needed
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import answer_refused, answer_saved, render_page
from portal.web.i18n.locale import current_language

bp = Blueprint("replies", __name__)
PAGE, FORM = "referrals/detail/reply.html", "referrals/detail/_reply.html"


class ReplyForm(OnceForm):
    """What is replied."""

    reply = LongText(_l("Your reply"), most=2000, validators=[input_needed(_l("Write your reply first."))])


@bp.get("/referrals/lines/<int:line_id>/reply")
@signed_in
def show(line_id: int):
    """The field for a reply."""
    referral, line = _find(line_id)
    return render_page(PAGE, fragment=FORM, referral=referral, line=line, reply_form=ReplyForm(formdata=None))


@bp.post("/referrals/lines/<int:line_id>/reply")
@signed_in
def send_reply(line_id: int):
    """Keep the reply, and tell who holds the referral."""
    (referral, line), form, now = _find(line_id), ReplyForm(), utcnow()
    person = current_user._get_current_object()

    def deed() -> int:
        return replies.reply_to_line(referral, line, form.reply.data, by=person, now=now).id

    if form.validate():
        try:
            idempotency.do_once(form.deed_key.data, person.id, resubmission.request_words(), deed, now)
        except Refused as no:
            form.reply.errors = [no.reason]
        else:
            return _answer(referral)
    form.renew_key()
    return answer_refused(PAGE, fragment=FORM, referral=referral, line=line, reply_form=form)


def _answer(referral: Referral):
    view = view_model.for_reader(referral, current_user, utcnow(), current_language())
    then = url_for("referrals.detail.show", referral_id=referral.id, _anchor="story")
    said = _("Sent to %(name)s.", name=view.holder)
    return answer_saved("referrals/detail/_replied.html", then=then, said=said, view=view)


def _find(line_id: int) -> tuple[Referral, StageMove]:
    line = db.first_or_404(db.select(StageMove).where(StageMove.id == line_id))
    referral = queries.find_referral(current_user, line.referral_id)
    require_allowed(referral.referrer_id == current_user.id)
    return referral, line
