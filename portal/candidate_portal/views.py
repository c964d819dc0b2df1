"""The candidate's page behind their link. Opening it changes nothing; every answer is a form of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.candidate_portal import (
    data_export,
    details,
    one_click_unsubscribe,
    privacy_notice,
    responses,
    share_link,
    withdrawal,
)
from portal.candidate_portal.data_export_labels import in_words
from portal.candidate_portal.forms import AnswerForm, DetailsForm, PurposesForm
from portal.candidate_portal.page import agreed_to, standing_of
from portal.core import rate_limits
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, LinkGone, Refused
from portal.referrals.consent import link_access, link_rotation, links, register
from portal.referrals.consent.links import Opened
from portal.referrals.documents import documents
from portal.referrals.duplicates import merging
from portal.referrals.introductions import role_over
from portal.referrals.record import contact_hashes, queries
from portal.referrals.record.models import Referral
from portal.web.forms.choices import NothingForm
from portal.web.forms.fields import regions_of
from portal.web.guards import public, require_allowed, signed_in
from portal.web.htmx import redirect_to, render_page
from portal.web.http import client_network
from portal.web.http.security import from_anywhere, keep_out_of_indexes
from portal.web.i18n.locale import current_language

bp = Blueprint("candidate_portal", __name__)
bp.after_request(keep_out_of_indexes)
bp.add_app_template_global(share_link.passing_on, "passing_on")
bp.add_app_template_global(agreed_to, "agreed_to")
bp.add_app_template_global(privacy_notice.letters_in_all, "letters_in_all")
bp.add_app_template_global(privacy_notice.letters_to_come, "letters_to_come")
bp.add_app_template_global(withdrawal.may_take_back, "may_take_back")
MISSES = "60 per 15 minutes"
"""Dead links that one network may try: working ones are never counted, so many people may share it."""
FOLDER = "candidate_portal/"
UNSUBSCRIBING = ("referrals.candidate_portal.show_unsubscribe", "referrals.candidate_portal.stop_letters")
UNSUBSCRIPTION_GONE = "notifications/unsubscription_gone.html"


@bp.get("/consent/<token>")
@public
def show(token: str):
    """Who asks what and why; later, where things stand."""
    return _page(link_access.open_link(token, passed_on=True, recorded=True), token)


@bp.post("/consent/<token>")
@public
def save_answer(token: str):
    """Yes, no, or only keep what was corrected."""
    opened = link_access.open_link(token, to_change=True, passed_on=True)
    referral, now, said = opened.referral, utcnow(), request.form.get("answer", "")
    if said == "no":
        responses.decline_referral(referral, now=now)
        return _handed_over(opened, now)
    form = _typed(AnswerForm, referral)
    if not form.validate():
        return _page(opened, token, form, 422)
    try:
        with db.session.begin_nested():
            changed = details.correct_details(referral.candidate, form.told(), now=now)
            if said == "yes":
                asked = {"language": current_language(), "way": opened.way, "in_general": form.in_general.data == "1"}
                responses.give_consent(referral, form.purposes.data, now=now, **asked)
    except Conflict:
        raise
    except Refused as no:
        db.session.refresh(referral)
        form.purposes.errors = [no.reason]
        if role_over.is_role_over(referral):
            form.purposes.data = []  # what was ticked meant something else
        return _page(opened, token, form, 422)
    kept = None if said == "yes" else _("Your information is saved. You can answer whenever you like.")
    return _handed_over(opened, now, changed, kept)


@bp.get("/consent/answered")
@public
def show_answered():
    """What was said is kept, and their own link is on its way to them: nothing here says whose it is."""
    return render_page(FOLDER + "answered.html")


@bp.post("/consent/<token>/details")
@public
def correct_details(token: str):
    """Correct or complete one's data after a yes."""
    opened, now = link_access.open_link(token, to_change=True), utcnow()
    form = _typed(DetailsForm, opened.referral)
    if not form.validate():
        return _page(opened, token, form, 422)
    try:
        changed = details.correct_details(opened.referral.candidate, form.told(), now=now)
    except Refused as no:
        form.form_errors.append(no.reason)
        return _page(opened, token, form, 422)
    return _handed_over(opened, now, changed, _("Your information is corrected everywhere."))


@bp.post("/consent/<token>/purposes")
@public
def change_purposes(token: str):
    """Agree to more, or to less."""
    opened, chosen = link_access.open_link(token, to_change=True), PurposesForm().purposes.data
    responses.change_purposes(opened.referral, chosen, language=current_language(), way=opened.way, now=utcnow())
    return _back(token, _("Your choices are saved."))


@bp.post("/consent/<token>/sameness")
@public
def confirm_same_person(token: str):
    """Whether the other referrals that the office holds together with mine are mine."""
    person, now = link_access.open_link(token, to_change=True).referral.candidate, utcnow()
    if request.form.get("answer") == "yes":
        merging.confirm_merge(person, now=now)
        return _back(token, _("Thank you. Your answer is saved."))
    merging.separate_from_others(person, now=now)
    return _back(token, _("Thank you. They are held apart from now on."))


@bp.post("/consent/<token>/withdrawal")
@public
def withdraw_consent(token: str):
    """Take the yes back."""
    responses.withdraw_consent(link_access.open_link(token, to_change=True).referral, now=utcnow())
    return _back(token)


@bp.post("/consent/<token>/recorded")
@public
def answer_recorded(token: str):
    """Whether the yes that a recruiter recorded is theirs."""
    opened, now = link_access.open_link(token, to_change=True, passed_on=True, recorded=True), utcnow()
    say = responses.deny_consent if request.form.get("answer") == "not_so" else responses.confirm_consent
    say(opened.referral, now=now)
    return _handed_over(opened, now)


@bp.post("/consent/<token>/erasure")
@public
def erase_data(token: str):
    """Erase everything; with `never`, never to be written to again."""
    opened, never = link_access.open_link(token, to_change=True, passed_on=True), request.form.get("never") == "yes"
    responses.request_erasure(opened.referral, now=utcnow(), never_again=never)
    return redirect(url_for(".show_farewell", never="yes" if never else None), 303)


@bp.get("/consent/farewell")
@public
def show_farewell():
    """Everything is erased: nothing here says whose it was."""
    return render_page(FOLDER + "farewell.html", never=request.args.get("never") == "yes")


@bp.get("/consent/<token>/data")
@public
def show_data(token: str):
    """Everything that is held about me, to be read."""
    held = data_export.held_about(link_access.open_link(token).referral)
    return render_page(FOLDER + "data.html", held=in_words(held), token=token)


@bp.get("/consent/<token>/data.json")
@public
def data_file(token: str):
    """Everything that is held about me, as a file."""
    answer = jsonify(data_export.held_about(link_access.open_link(token).referral))
    answer.headers["Content-Disposition"] = 'attachment; filename="relais.json"'
    return answer


@bp.get("/unsubscription/<digest>/<token>")
@bp.get("/unsubscription/<int:link_id>/<token>")
@public
def show_unsubscribe(token: str, digest: str = "", link_id: int = 0):
    """Get no more letters? Mail programs look here without asking anybody."""
    _written_to(token, digest, link_id)
    return render_page(FOLDER + "unsubscription.html", done=False)


@bp.post("/unsubscription/<digest>/<token>")
@bp.post("/unsubscription/<int:link_id>/<token>")
@public
@from_anywhere
def stop_letters(token: str, digest: str = "", link_id: int = 0):
    """Get no more letters: also said by the button of a mail program, which knows no token of ours (RFC 8058)."""
    one_click_unsubscribe.stop_letters(_written_to(token, digest, link_id), now=utcnow())
    return render_page(FOLDER + "unsubscription.html", done=True)


def _written_to(token: str, digest: str, link_id: int) -> str:
    return (
        one_click_unsubscribe.digest_behind(digest, token)
        if digest
        else one_click_unsubscribe.digest_of_link(link_id, token)
    )


@bp.post("/referrals/<int:referral_id>/retraction")
@signed_in
def take_back(referral_id: int):
    """The referrer takes their own referral back."""
    referral = queries.find_referral(current_user, referral_id)
    require_allowed(referral.referrer_id == current_user.id)
    withdrawal.take_back(referral, by=current_user._get_current_object(), now=utcnow())
    return redirect_to(url_for("referrals.detail.show", referral_id=referral_id), _("The referral is withdrawn."))


@bp.errorhandler(LinkGone)
def answer_gone(_error):
    """The same answer for the unknown, the expired, the ended and the foreign."""
    db.session.rollback()
    wait = rate_limits.count_use(rate_limits.Track(MISSES, f"dead link from {client_network.current_network()}"))
    dead = UNSUBSCRIPTION_GONE if request.endpoint in UNSUBSCRIBING else FOLDER + "gone.html"
    answer = render_page(dead, status=429 if wait else 404)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


@bp.errorhandler(Conflict)
def answered_before(no: Conflict):
    """An answer was given meanwhile, by a second click or on another screen: the page says where things stand."""
    db.session.rollback()
    flash(str(no.reason), "warning")
    return redirect(url_for(".show", token=request.view_args["token"]), 303)


def _handed_over(opened: Opened, now: datetime, changed: Collection[str] = (), said: str | None = None):
    """Where they go after a word of theirs: to their own page, unless its link leaves by letter for them alone."""
    fresh, email = link_rotation.hand_over(opened, now=now, moved="email" in changed), opened.referral.candidate.email
    if fresh and contact_hashes.may_write_to(opened.referral.candidate):
        flash(_("Your own link leaves for %(address)s.", address=email), "done")
    if email and not opened.own:
        return redirect(url_for(".show_answered"), 303)
    return _back(links.token_of(opened.link), said)


def _typed(form: type[DetailsForm], referral: Referral) -> DetailsForm:
    """What was sent, a telephone number as it is written where the office is."""
    typed = form(data={"phone": referral.candidate.phone, "email": referral.candidate.email})
    typed.phone.regions = regions_of([referral.office_id])
    return typed


def _back(token: str, said: str | None = None):
    if said:
        flash(said, "done")
    return redirect(url_for(".show", token=token), 303)


def _page(opened: Opened, token: str, form: DetailsForm | None = None, status: int = 200):
    referral = opened.referral
    shown = standing_of(opened)
    if form is None:
        form = (AnswerForm if shown.state == "asked" else DetailsForm)(
            data=details.read_details(referral) | {"purposes": []}
        )
    role = referral.opportunity
    title = role.in_language("title", current_language()) if role else ("", current_language())
    over = shown.state == "asked" and role_over.is_role_over(referral)
    template = {"asked": "asked.html", "agreed": "standing.html", "open": "standing.html"}.get(shown.state, "over.html")
    if not shown.own and shown.state != "asked":
        template = "recorded.html"
    return render_page(
        FOLDER + template,
        status=status,
        view=shown,
        papers=documents.list_for_page(referral) if shown.own else None,
        form=form,
        token=token,
        role=role,
        title=title,
        purposes=privacy_notice.purposes_of(referral, "" if over else title[0]),
        over=over,
        plain=NothingForm(),
        claims=privacy_notice,
        the_one=register.THE_ONE,
    )
