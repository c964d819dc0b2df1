"""The recruiter's day and what is done in it, without leaving it."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.accounts.models import User
from portal.core import idempotency
from portal.core.db import utcnow
from portal.core.errors import Conflict, Refused
from portal.core.tokens import new_token
from portal.message_templates import templates
from portal.referrals.acknowledgements import thanks
from portal.referrals.duplicates import ownership
from portal.referrals.next_steps import steps
from portal.referrals.pool import reminders
from portal.referrals.record import access_log, policy
from portal.referrals.record import queries as referral_queries
from portal.referrals.recruiter_tasks import queries
from portal.referrals.recruiter_tasks.forms import DoneForm, TogetherForm
from portal.referrals.status_updates import replies, updates
from portal.web.forms import resubmission
from portal.web.forms.fields import VersionedForm
from portal.web.guards import only, require_allowed
from portal.web.htmx import answer_refused, answer_saved, redirect_to, render_page, wants_fragment
from portal.web.i18n.formatting import first_name
from portal.web.i18n.locale import current_language

bp = Blueprint("recruiter_tasks", __name__)
LIST, PAGE = "referrals/recruiter_tasks/_list.html", "referrals/recruiter_tasks/index.html"
RECRUITERS = only("recruiter")


@bp.get("/referrals/day")
@RECRUITERS
def index():
    """What waits for me, the one who has waited longest first."""
    return render_page(PAGE, fragment=LIST, **_shown())


@bp.post("/referrals/day/<int:referral_id>")
@RECRUITERS
def tell_referrer(referral_id: int):
    """Give one referrer news, or thanks."""
    referral, form, now = referral_queries.find_referral(current_user, referral_id), DoneForm(), utcnow()
    require_allowed(policy.may_move(current_user, referral))
    if not form.validate():
        return _back(referral_id, form)
    deed = thanks.thank_referrer if form.gesture.data == "thanks" else updates.tell_referrer
    person, word = current_user._get_current_object(), form.word.data
    try:
        idempotency.do_once(
            form.deed_key.data,
            person.id,
            resubmission.request_words(),
            lambda: deed(referral, word, by=person, now=now).id,
            now,
        )
    except Refused as no:
        form.word.errors = [no.reason]
        return _back(referral_id, form, 409 if isinstance(no, Conflict) else 422)
    return _done(_("Sent to %(name)s.", name=referral.referrer.name))


@bp.post("/referrals/day/<int:referral_id>/month")
@RECRUITERS
def put_off(referral_id: int):
    """Think of somebody of the talent pool in another month, or no more."""
    referral, now = referral_queries.find_referral(current_user, referral_id), utcnow()
    require_allowed(policy.may_move(current_user, referral))
    try:
        month = reminders.read_month(request.form.get("month", ""), now)
        reminders.choose_month(referral, month, version=VersionedForm().seen, by=current_user, now=now)
    except Refused as no:
        status = 409 if isinstance(no, Conflict) else 422
        return answer_refused(PAGE, fragment=LIST, status=status, **_shown(refusals={referral_id: no.reason}))
    return _done(_("Saved."))


@bp.post("/referrals/day/<int:referral_id>/reply")
@RECRUITERS
def mark_reply_read(referral_id: int):
    """The referrer's reply needs no answer."""
    referral = referral_queries.find_referral(current_user, referral_id)
    require_allowed(policy.may_move(current_user, referral))
    replies.mark_read(referral)
    return _done(_("Marked as read."))


@bp.post("/referrals/day/<int:referral_id>/step")
@RECRUITERS
def end_step(referral_id: int):
    """What was planned is done."""
    referral = referral_queries.find_referral(current_user, referral_id)
    require_allowed(policy.may_move(current_user, referral))
    steps.end_step(referral, request.form.get("step", 0, int), done=True, by=current_user, now=utcnow())
    return _done(_("Done."))


@bp.post("/referrals/day/thanks")
@RECRUITERS
def thank_together():
    """Thank several referrers, each in their own language and by their own name."""
    now, person = utcnow(), current_user._get_current_object()
    owed = [item for item in queries.list_items(person, current_language(), now) if item.kind == "thanks"]
    form = TogetherForm()
    form.offer(owed)
    chosen = {str(item.id): item for item in owed if str(item.id) in (form.to.data or [])}
    if (done := idempotency.done_before(form.deed_key.data or "", person.id, resubmission.request_words())) is not None:
        return _thanked(done)
    if not owed:
        raise Conflict(_("Nobody waits for thanks any more."))
    if not form.validate() or not _has_words(form, chosen.values()):
        return answer_refused(PAGE, fragment=LIST, **_shown(together=form))

    def thanked() -> int:
        for item in chosen.values():
            note = templates.fill_text(form[item.referrer.language].data, {"referrer": first_name(item.referrer.name)})
            thanks.thank_referrer(referral_queries.find_referral(person, item.id), note, by=person, now=now)
        return len(chosen)

    try:
        return _thanked(idempotency.do_once(form.deed_key.data, person.id, resubmission.request_words(), thanked, now))
    except Conflict as no:
        form.to.errors = [no.reason]
        return answer_refused(PAGE, fragment=LIST, status=409, **_shown(together=form))


def _thanked(count: int):
    return _done(ngettext("Thanks sent to %(num)s person.", "Thanks sent to %(num)s people.", count))


def _has_words(form: TogetherForm, chosen) -> bool:
    """Whether there is a note in the language of everybody chosen; what is missing is said at its field."""
    bare = [form[item.referrer.language] for item in chosen if not form[item.referrer.language].data]
    for field in bare:
        field.errors = [_("Write a note first.")]
    return not bare


def _done(said: str):
    if not wants_fragment():  # nothing is shown here, and so nobody is seen
        return redirect_to(url_for(".index"), said)
    return answer_saved(LIST, then=url_for(".index"), said=said, **_shown())


def _back(referral_id: int, form: DoneForm, status: int = 422):
    form.deed_key.data = form.deed_key.data or new_token()
    return answer_refused(PAGE, fragment=LIST, status=status, **_shown(told={referral_id: form}))


def _shown(*, told: dict | None = None, together: TogetherForm | None = None, refusals: dict | None = None) -> dict:
    person = current_user._get_current_object()
    now = utcnow()
    found = queries.list_items(person, current_language(), now)
    access_log.record_sightings("day", [item.id for item in found if item.who], by=person)
    kind = request.args.get("kind", "")
    kind = kind if kind in queries.KINDS else ""
    notes = Notes(person)
    return {
        "items": [item for item in found if not kind or item.kind == kind],
        "counts": {each: sum(item.kind == each for item in found) for each in queries.KINDS},
        "kind": kind,
        "pairs": ownership.to_compare(person),
        "kinds": queries.KINDS,
        "begun": bool(found) or queries.has_referrals(person),
        "told": told or {},
        "refusals": refusals or {},
        "months": reminders.month_choices(now) if any(item.kind == "pool" for item in found) else (),
        "blank": DoneForm(formdata=None),
        "new_key": new_token,
        "notes": notes,
        "together": together or _together([item for item in found if item.kind == "thanks"], notes),
    }


class Notes:
    """The first thank-you note that each office offers in each language, asked for once."""

    def __init__(self, by: User):
        self._by, self._found = by, {}

    def to(self, name: str, language: str, office_id: int) -> str:
        """The note to the referrer `name`."""
        key = (language, office_id)
        if key not in self._found:
            self._found[key] = thanks.list_offered("{referrer}", language, office_id, self._by)[0][1]
        return templates.fill_text(self._found[key], {"referrer": first_name(name)})


def _together(owed: list, notes: Notes) -> TogetherForm | None:
    if len(owed) < 2:
        return None
    form = TogetherForm(formdata=None)
    form.offer(owed)
    form.to.data = [str(item.id) for item in owed]
    for language, field in form.note.items():
        field.data = notes.to(templates.list_placeholders(language)["referrer"], language, owed[0].office_id)
    return form
