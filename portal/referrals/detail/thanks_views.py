"""Thanking on the page of a referral, and several at once."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.core.files import file_store
from portal.referrals.acknowledgements import thanks
from portal.referrals.acknowledgements.audio import MOST_BYTES
from portal.referrals.acknowledgements.voice_notes import VoiceNote
from portal.referrals.detail import timeline, view_model
from portal.referrals.detail.thanks_forms import CallForm, ThanksForm, VoiceForm, VoiceTextForm
from portal.referrals.record import policy, queries
from portal.referrals.record.models import Referral, StageMove
from portal.web import downloads
from portal.web.forms import resubmission
from portal.web.guards import require_allowed, signed_in
from portal.web.htmx import answer_refused, answer_saved, redirect_to, render_page
from portal.web.i18n.locale import current_language

bp = Blueprint("thanks", __name__)
VOICE_TEXT = "referrals/acknowledgements/voice_text.html"
FORMS = {"thanks": ThanksForm, "call": CallForm, "voice": VoiceForm}


@bp.get("/referrals/<int:referral_id>/thanks")
@signed_in
def show(referral_id: int):
    """Acknowledge a referral: a note, a voice message, or a call that was made."""
    referral = _find(referral_id)
    return render_page(
        "referrals/acknowledgements/show.html",
        fragment="referrals/acknowledgements/_gestures.html",
        **_context(referral),
    )


@bp.get("/referrals/<int:referral_id>/gestures")
@signed_in
def show_choices(referral_id: int):
    """The gestures that there are."""
    return render_page(
        "referrals/acknowledgements/show.html",
        fragment="referrals/acknowledgements/_ways.html",
        **_context(_find(referral_id)),
    )


@bp.post("/referrals/<int:referral_id>/thanks")
@signed_in
def thank_referrer(referral_id: int):
    """Thank the referrer in writing."""
    return _done(
        _find(referral_id),
        ThanksForm(),
        lambda referral, form, told: thanks.thank_referrer(referral, form.thanks.data, **told),
    )


@bp.post("/referrals/<int:referral_id>/calls")
@signed_in
def log_call(referral_id: int):
    """Keep that I called the referrer."""
    return _done(
        _find(referral_id), CallForm(), lambda referral, form, told: thanks.log_call(referral, form.call.data, **told)
    )


@bp.post("/referrals/<int:referral_id>/voices")
@signed_in
def leave_voice_note(referral_id: int):
    """Leave the referrer a voice message."""

    def said(referral, form, told):
        given = form.voice.data
        content = given.read(MOST_BYTES + 1) if given else b""
        return thanks.leave_voice_note(referral, content, form.summary.data, **told)

    return _done(_find(referral_id), VoiceForm(), said)


@bp.get("/referrals/<int:referral_id>/voices/<int:voice_id>")
@signed_in
def play_voice_note(referral_id: int, voice_id: int):
    """The sound of a voice message, by parts where the browser asks for parts."""
    _referral, note = _heard(referral_id, voice_id)
    stored = db.session.get(file_store.StoredFile, note.file_id)
    return downloads.send_stored_file(stored, _("Voice message"), note.extension, inline=True)


@bp.get("/referrals/<int:referral_id>/voices/<int:voice_id>/text")
@signed_in
def edit_text(referral_id: int, voice_id: int):
    """Write down what a voice message of mine says."""
    referral, note = _heard(referral_id, voice_id)
    require_allowed(note.by_id == current_user.id)
    return render_page(VOICE_TEXT, form=VoiceTextForm(formdata=None, obj=note), voice=note, **_view(referral))


@bp.post("/referrals/<int:referral_id>/voices/<int:voice_id>/text")
@signed_in
def save_text(referral_id: int, voice_id: int):
    """Keep it."""
    referral, note = _heard(referral_id, voice_id)
    require_allowed(note.by_id == current_user.id)
    form = VoiceTextForm()
    if not form.validate():
        return answer_refused(VOICE_TEXT, form=form, voice=note, **_view(referral))
    thanks.write_down(note, referral, form.summary.data, by=current_user, now=utcnow())
    return redirect_to(url_for("referrals.detail.show", referral_id=referral.id, _anchor="story"), _("Saved."))


@bp.post("/referrals/<int:referral_id>/voices/<int:voice_id>/removal")
@signed_in
def remove_voice_note(referral_id: int, voice_id: int):
    """Delete a voice message of mine."""
    referral = queries.find_referral(current_user, referral_id)
    note = _voice(referral, voice_id)
    require_allowed(note.by_id == current_user.id)
    thanks.remove_voice_note(note, referral, by=current_user, now=utcnow())
    then = url_for("referrals.detail.show", referral_id=referral_id, _anchor="story")
    return answer_saved(
        "referrals/detail/_story.html", then=then, said=_("Your voice message is deleted."), **_view(referral)
    )


def _find(referral_id: int) -> Referral:
    referral = queries.find_referral(current_user, referral_id)
    require_allowed(policy.may_move(current_user, referral))
    return referral


def _heard(referral_id: int, voice_id: int) -> tuple[Referral, VoiceNote]:
    """The referral and its voice message, while it is there for the person; else 404."""
    referral = queries.find_referral(current_user, referral_id)
    note = _voice(referral, voice_id)
    line = db.session.get_one(StageMove, note.line_id)
    if note.deleted_at is not None or timeline.is_hidden(line, view_model.reader_of(referral, current_user)):
        abort(404)
    return referral, note


def _voice(referral: Referral, voice_id: int) -> VoiceNote:
    mine = db.select(VoiceNote).where(VoiceNote.id == voice_id, VoiceNote.referral_id == referral.id)
    return db.first_or_404(mine)


def _done(referral: Referral, form, deed):
    """Do the gesture once for each form, and show the story with it; or what is wrong with it, in place."""
    now = utcnow()
    if form.validate():
        try:
            told = {"by": current_user._get_current_object(), "now": now}
            key, said = form.deed_key.data, resubmission.request_words()
            idempotency.do_once(key, current_user.id, said, lambda: deed(referral, form, told).id, now)
            return _told(referral)
        except Refused as no:
            list(form)[1].errors = [no.reason]
    context = _context(referral, form)
    return answer_refused(
        "referrals/acknowledgements/show.html", fragment="referrals/acknowledgements/_gestures.html", **context
    )


def _told(referral: Referral):
    return answer_saved(
        "referrals/acknowledgements/_gestures.html",
        then=url_for("referrals.detail.show", referral_id=referral.id, _anchor="story"),
        said=_("Sent to %(name)s.", name=referral.referrer.name),
        told=True,
        **_context(referral),
    )


def _context(referral: Referral, sent=None) -> dict:
    to = referral.referrer
    forms = {name: sent if isinstance(sent, form) else form(formdata=None) for name, form in FORMS.items()}
    offered = thanks.list_offered(to.name, to.language, referral.office_id, current_user)
    if not isinstance(sent, ThanksForm):
        forms["thanks"].thanks.data = offered[0][1]
    return _view(referral) | {"forms": forms, "offered": offered, "open": _open(sent)}


def _open(sent) -> str:
    asked = request.args.get("open", "")
    return next((name for name, form in FORMS.items() if isinstance(sent, form)), asked if asked in FORMS else "thanks")


def _view(referral: Referral) -> dict:
    return {"view": view_model.for_reader(referral, current_user, utcnow(), current_language())}
