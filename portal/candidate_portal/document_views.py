"""A candidate's documents: given and taken back from their own page, read by those who may know them."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from portal.core import rate_limits
from portal.core.db import db, own_unit, unit_of_work, utcnow
from portal.core.errors import LinkGone, Refused
from portal.core.files.file_store import StoredFile
from portal.referrals.consent import link_access
from portal.referrals.documents import documents
from portal.referrals.documents.inspection import WHY
from portal.referrals.documents.labels import describe_document
from portal.referrals.documents.models import Document
from portal.referrals.duplicates import ownership
from portal.referrals.record import access_log, queries
from portal.referrals.record.models import Referral
from portal.web.downloads import send_stored_file
from portal.web.errors import answer_error
from portal.web.guards import public, signed_in
from portal.web.htmx import answer_refused, answer_saved, redirect_to
from portal.web.http import concurrency_limit
from portal.web.http.security import keep_out_of_indexes

bp = Blueprint("documents", __name__)
bp.after_request(keep_out_of_indexes)
bp.add_app_template_filter(describe_document, "about_document")
access_log.PLACES["document"] = _l("in a document of theirs")
GIVEN_PAGE = "referrals/documents/given.html"
TRIES = "20 per hour"
"""Files that one candidate may send: each costs seconds of reading."""
PAGE, PART = "referrals/documents/upload.html", "referrals/documents/_upload.html"


@bp.get("/referrals/<int:referral_id>/documents/<int:document_id>")
@signed_in
def show(referral_id: int, document_id: int):
    """A document, to staff who may know whom it is about; each time it is kept who opened it, by `sightings`."""
    referral = queries.find_referral(current_user, referral_id)
    if not documents.may_read(current_user, referral):
        abort(404)
    others = ownership.find_others(referral, current_user).others
    holders = {referral.candidate_id: (referral.candidate, referral.id)}
    holders |= {other.person.id: (other.person, other.referral_id) for other in others}
    document = documents.find_document(document_id, *holders)
    person, about = holders[document.candidate_id]
    if request.method == "HEAD":  # of which nothing is kept, so it names nobody
        return _given(document, str(document.id))
    access_log.record_sightings("document", [about], by=current_user, document=document.id)
    return _given(document, f"{person.name} – {document.name}")


@bp.get("/consent/<token>/documents/<int:document_id>")
@public
def show_own(token: str, document_id: int):
    """One's own document, as it was given."""
    document = documents.find_document(document_id, _find(token).candidate_id)
    return _given(document, document.name)


@bp.post("/consent/<token>/documents")
@public
@own_unit
def add_document(token: str):
    """Add a document. It is read before the unit of work begins, and the link is asked for again in it."""
    candidate = str(_find(token).candidate_id)
    db.session.rollback()  # nothing is held while a file is read
    if wait := rate_limits.count_use(rate_limits.Track(TRIES, f"documents of {candidate}")):
        return answer_error(429, retry_after=wait)
    try:
        with concurrency_limit.give_up_place():
            paper = documents.read_upload(request.files.get("document"))
        with unit_of_work():
            referral = _find(token, to_change=True)
            kept = documents.add_document(referral, paper, now=utcnow())
    except LinkGone:
        raise
    except Refused as no:
        return _shelf(_find(token), token, no.reason)
    return _saved(referral, token, _("“%(name)s” was added.", name=kept.name))


@bp.post("/referrals/<int:referral_id>/documents")
@signed_in
@own_unit
def add_given(referral_id: int):
    """Staff add a document that they were given: read as the candidate's own, before the unit of work begins."""
    person = current_user.id
    _find_given(referral_id)
    db.session.rollback()  # nothing is held while a file is read
    if wait := rate_limits.count_use(rate_limits.Track(TRIES, f"documents by {person}")):
        return answer_error(429, retry_after=wait)
    try:
        with concurrency_limit.give_up_place():
            paper = documents.read_upload(request.files.get("document"))
        with unit_of_work():
            referral = _find_given(referral_id)
            documents.add_document(referral, paper, now=utcnow(), by=current_user._get_current_object())
    except Refused as no:
        return answer_refused(GIVEN_PAGE, row=_find_given(referral_id), refused=no.reason)
    then = url_for("referrals.detail.show", referral_id=referral_id, _anchor="side")
    return redirect_to(then, _("“%(name)s” was added.", name=paper.name))


def _find_given(referral_id: int) -> Referral:
    """The referral to which the reader may add a document, else 404: nothing tells of who may not be known."""
    referral = queries.find_referral(current_user, referral_id)
    if not documents.may_add_given(current_user, referral):
        abort(404)
    return referral


@bp.post("/consent/<token>/documents/<int:document_id>/removal")
@public
def remove_document(token: str, document_id: int):
    """Take a document back."""
    referral = _find(token, to_change=True)
    document = documents.find_document(document_id, referral.candidate_id)
    documents.remove_document(document, now=utcnow())
    return _saved(referral, token, _("“%(name)s” was erased.", name=document.name))


@bp.errorhandler(RequestEntityTooLarge)
def too_big(_error):
    """So big that it was not even received: the same reason, in the same place."""
    if (token := request.view_args.get("token")) is None:
        return answer_refused(GIVEN_PAGE, row=_find_given(**request.view_args), refused=WHY["too_big"], status=413)
    try:
        return _shelf(_find(token), token, WHY["too_big"], 413)
    except LinkGone:
        return answer_error(413)


def _find(token: str, to_change: bool = False) -> Referral:
    return link_access.open_link(token, to_change=to_change).referral


def _given(document: Document, title: str):
    return send_stored_file(db.session.get_one(StoredFile, document.file_id), title, document.kind)


def _saved(referral: Referral, token: str, said: str):
    then = url_for("referrals.candidate_portal.show", token=token, _anchor="documents")
    return answer_saved(PART, then=then, **_shown(referral, token), said=said, document_kept=True)


def _shelf(referral: Referral, token: str, reason, status: int = 422):
    return answer_refused(PAGE, fragment=PART, status=status, **_shown(referral, token), document_refused=reason)


def _shown(referral: Referral, token: str) -> dict:
    """The context of `PART`."""
    return {"row": referral, "papers": documents.list_for_page(referral), "token": token}
