"""The board and its parts; changes of stage and taking them back; an agreement by word of mouth."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.core import idempotency
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.core.tokens import new_token
from portal.referrals.board import cache, cards, queries, rejected_change, statements
from portal.referrals.board.filters import Filters, read_filters
from portal.referrals.board.forms import AgreementForm, MoveForm
from portal.referrals.board.rejected_change import Asked
from portal.referrals.candidate_updates import notes, prompts
from portal.referrals.consent import confirmations
from portal.referrals.introductions import verbal_consent
from portal.referrals.pool import reminders
from portal.referrals.record import access_log, policy
from portal.referrals.record.models import Referral
from portal.referrals.stages import deadlines, transitions
from portal.referrals.stages.definitions import AFTER_YES, FIRST, OUTCOMES, TALENT_POOL
from portal.referrals.stages.labels import stage_label
from portal.referrals.stages.transition_table import allowed_moves
from portal.referrals.status_updates import office_notes
from portal.web.forms import resubmission
from portal.web.forms.fields import VersionedForm
from portal.web.guards import only, require_allowed, signed_in
from portal.web.htmx import answer_refused, answer_saved, redirect_to, render_page
from portal.web.pagination import read_number, take_page

bp = Blueprint("board", __name__)
STAFF = only(*policy.STAFF)
ADDRESS = "/referrals/board"
FRAGMENTS = {
    "card": "referrals/board/_card.html",
    "row": "referrals/board/_row.html",
    "page": "referrals/stages/_control.html",
}


bp.add_app_template_global(stage_label, "stage_label")
bp.add_app_template_global(allowed_moves, "stage_ways")
bp.add_app_template_global(AFTER_YES, "stage_after_yes")
bp.add_app_template_global(deadlines.first_news_within)
bp.add_app_template_global(new_token, "new_deed_key")


@bp.get("/referrals/board")
@STAFF
def show_board():
    """The pipeline of my offices, as columns or as a list."""
    filters, place, now = read_filters(request.args, current_user.id), queries.read_scope(current_user), utcnow()
    return render_page(
        "referrals/board/board.html",
        fragment="referrals/board/_shelved.html",
        etag=(cache.cache_key(place, filters, now), place.unread, read_number("page")) if not filters.text else None,
        address=ADDRESS + filters.query(),
        form=lambda: cache.render_form(place, filters, now).html,
        shelved=lambda: _shelved(place, filters, now),
        listed=filters.view == "list",
        back=ADDRESS + filters.query(),
        holders=lambda: queries.list_recruiters(place),
    )


@bp.get("/referrals/board/rows")
@STAFF
def show_rows():
    """More rows of the list view."""
    filters, place, now = read_filters(request.args, current_user.id), queries.read_scope(current_user), utcnow()
    found = _rows(place, filters, now)
    _seen("list", found[0])
    return render_template("referrals/board/_rows.html", rows=found, filters=filters, html_of=cards.render_card)


def _shelved(place: queries.BoardScope, filters: Filters, now) -> cache.CachedHtml:
    listed = filters.view == "list"
    found = (
        cache.render_rows(place, filters, _rows(place, filters, now))
        if listed
        else cache.render_columns(place, filters, now)
    )
    access_log.record_sightings("list" if listed else "board", found.named, by=current_user)
    return found


def _rows(place: queries.BoardScope, filters: Filters, now):
    found = take_page(queries.select_listed(place, filters, now), read_number("page"), queries.ROWS)
    return [cards.card_of(row, now) for row in found.rows], found.next


def _seen(where: str, shown: Sequence[cards.Card]) -> Sequence[cards.Card]:
    """These cards, after noting whom they name."""
    access_log.record_sightings(where, [card.id for card in shown if card.name is not None], by=current_user)
    return shown


@bp.get("/referrals/board/heads")
@STAFF
def show_heads():
    """The figures of the columns, each for its own place."""
    filters, place, now = read_filters(request.args, current_user.id), queries.read_scope(current_user), utcnow()
    figures = queries.read_heads(place, filters, now)
    return render_template("referrals/board/_heads.html", heads=figures, filters=filters)


@bp.get("/referrals/board/<column>")
@STAFF
def show_column(column: str):
    """The next cards of a column: those after the mark `after`, or those of a page by number."""
    if column not in statements.COLUMNS:
        abort(404)
    filters, place, now = read_filters(request.args, current_user.id), queries.read_scope(current_user), utcnow()
    found = queries.column_page(place, filters, now, column, request.args.get("after", ""), read_number("page"))
    _seen("board", found.cards)
    return render_template(
        "referrals/board/_cards.html", column=column, page=found, filters=filters, html_of=cards.render_card
    )


@bp.get("/referrals/<int:referral_id>/card")
@signed_in
def show_card(referral_id: int):
    """One card as it is now; 204 when the filters leave it out."""
    filters, now = read_filters(request.args, current_user.id), utcnow()
    found = queries.one_card(current_user, filters, now, referral_id)
    if found is None:
        queries.one_card(current_user, Filters(), now, referral_id) or abort(404)
        return Response(status=204)
    _seen(filters.view, [found])
    return make_response(cards.render_card(found, "row" if filters.view == "list" else "card"))


def _find(referral_id: int) -> Referral:
    """The referral, if the person may know of it; else 404."""
    given = {"referral": referral_id, "person": current_user.id, "offices": policy.readable_offices(current_user)}
    found = db.session.execute(statements.select_visible(everywhere=given["offices"] is None), given)
    return found.scalar_one_or_none() or abort(404)


@bp.post("/referrals/<int:referral_id>/stage")
@signed_in
def move_card(referral_id: int):
    """Bring a referral to another stage; keep the notes where none was chosen."""
    referral, now, form = _find(referral_id), utcnow(), MoveForm()
    require_allowed(policy.may_move(current_user, referral))
    named = ("stage", "note", "private_note", "reason", "month")
    to, note, private, reason, month = (form[name].data or "" for name in named)
    typed = {"month": month, "begins_on": form.begins_typed, "told": prompts.read_told(request.form)}
    if "fill" in request.form and to:
        return _not_moved(referral_id, rejected_change.asked_to_fill(to, note, private, reason=reason, **typed), 200)
    if "first" in request.form and to in OUTCOMES and note and notes.may_tell(referral):
        return _not_moved(referral_id, rejected_change.asked_first(to, note, private, **typed), 200)
    said = {"note": note, "private_note": private, "reason": reason}
    try:
        if not form.validate():
            raise Refused(_first_error(form))
        if "fill" in request.form and not to:
            raise Refused(_("Choose a stage first: the note to the person goes with it."))
        if not to:
            return _noted(referral, form, now)
        heard = {"candidate_note": typed["told"].note, "told_on": form.day_told(notes.today_at(referral, now))}
        heard["again_on"] = reminders.read_month(month, now) if to == TALENT_POOL else None
        heard |= {"by": current_user, "now": now, "version": form.version.data, "begins_on": form.begins_on.data}
        step = notes.move_and_tell(referral, to, **heard, **said)
    except Refused as refusal:
        asked = rejected_change.asked_after(refusal, referral_id, to, **said, **typed)
        if not (isinstance(refusal, Conflict) and rejected_change.just_done(asked, current_user.id, now)):
            return _not_moved(referral_id, asked)
        step = asked.last
    return _moved(referral, step)


def _first_error(form: MoveForm) -> str:
    return next((str(error) for field in form for error in field.errors if field.name != "version"), "") or _(
        "This page is too old. Reload it and try again."
    )


def _noted(referral: Referral, form: MoveForm, now):
    def deed() -> int:
        return office_notes.keep_notes(referral, form.note.data, form.private_note.data, by=current_user, now=now).id

    if form.deed_key.data:
        idempotency.do_once(form.deed_key.data, current_user.id, resubmission.request_words(), deed, now)
    else:
        deed()
    return _answer(referral, _("Notes saved."))


def _moved(referral: Referral, step):
    undo = None
    if not (step.from_stage == FIRST and step.to_stage == AFTER_YES):
        undo = f"/referrals/{referral.id}/moves/{step.id}/undo"
    said = _("Moved to “%(stage)s”", stage=stage_label(step.to_stage))
    return _answer(referral, said, undo)


def _answer(referral: Referral, said: str, undo: str | None = None):
    where = {"then": f"/referrals/{referral.id}", "said": said, "undo": undo}
    shown = request.form.get("shown", "")
    if shown == "page":
        return answer_saved(FRAGMENTS[shown], **where, referral=referral, asked=None)
    card = _card_now(referral.id)
    return answer_saved(cards.render_card(card, shown if shown in cards.SHAPES else "card"), **where)


def _not_moved(referral_id: int, asked: Asked, status: int = 422):
    """The card as it is now, with what was typed and what is asked back."""
    referral = _find(referral_id)
    db.session.refresh(referral)
    asked = rejected_change.with_reasons(asked, referral, by=current_user, fill="fill" in request.form)
    return answer_refused(
        "referrals/board/stage.html",
        fragment=FRAGMENTS.get(request.form.get("shown", ""), FRAGMENTS["card"]),
        status=409 if asked.kind == "conflict" else status,
        referral=referral,
        card=_card_now(referral_id),
        asked=asked,
    )


def _card_now(referral_id: int) -> cards.Card:
    return _seen("board", [queries.card_now(current_user, referral_id, utcnow())])[0]


bp.add_app_template_global(_card_now, "card_now")


@bp.post("/referrals/<int:referral_id>/moves/<int:move_id>/undo")
@signed_in
def undo_move(referral_id: int, move_id: int):
    """Take back the move I have just made."""
    referral, now = _find(referral_id), utcnow()
    require_allowed(policy.may_move(current_user, referral))
    transitions.undo_move(referral, move_id, by=current_user, now=now)
    return _answer(referral, _("Undone: “%(stage)s” again", stage=stage_label(referral.stage)))


@bp.get("/referrals/<int:referral_id>/agreement")
@signed_in
def agreement_form(referral_id: int):
    """The form for an agreement obtained by word of mouth."""
    referral = _find(referral_id)
    require_allowed(policy.may_record_agreement(current_user, referral))
    if confirmations.find_waiting(referral):
        return redirect(f"/referrals/{referral_id}")
    form = AgreementForm(version=str(referral.version))
    return render_page("referrals/board/agreement.html", referral=referral, agreement_form=form, refusal=None)


@bp.post("/referrals/<int:referral_id>/agreement")
@signed_in
def record_agreement(referral_id: int):
    """Record that the candidate said yes."""
    referral, form, status = _find(referral_id), AgreementForm(), 422
    require_allowed(policy.may_move(current_user, referral))
    refusal = None
    if form.validate():
        told = {"on": form.obtained_on.data, "channel": form.channel.data, "how": form.how.data}
        try:
            version = int(form.version.data) if form.version.data.isdecimal() and len(form.version.data) < 10 else -1
            verbal_consent.record_agreement(referral, by=current_user, now=utcnow(), version=version, **told)
            said = _("Recorded. You may now contact this person.")
            if referral.agreed_at is None:
                said = _("Recorded. It counts once somebody else at the office has confirmed it.")
            return redirect_to(f"/referrals/{referral_id}", said)
        except Refused as answer:
            refusal, status = answer.reason, 409 if isinstance(answer, Conflict) else 422
    context = {"referral": referral, "agreement_form": form, "refusal": refusal}
    fragment = "referrals/board/_agreement_form.html"
    return answer_refused("referrals/board/agreement.html", fragment=fragment, status=status, **context)


@bp.post("/referrals/<int:referral_id>/agreement/confirmation")
@signed_in
def confirm_agreement(referral_id: int):
    """A second person confirms the yes that somebody recorded."""
    return _second_word(referral_id, verbal_consent.confirm_agreement, _("Confirmed. The introduction can open."))


@bp.post("/referrals/<int:referral_id>/agreement/removal")
@signed_in
def set_agreement_aside(referral_id: int):
    """The recorded yes that waits does not count."""
    return _second_word(
        referral_id, verbal_consent.set_aside, _("Set aside. The person’s own answer is still awaited.")
    )


def _second_word(referral_id: int, deed: Callable, said: str):
    referral = _find(referral_id)
    require_allowed(policy.may_confirm_agreement(current_user, referral))
    deed(referral, by=current_user, now=utcnow(), version=VersionedForm().seen)
    return redirect_to(f"/referrals/{referral_id}", said)
