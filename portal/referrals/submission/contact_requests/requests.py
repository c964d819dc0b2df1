"""Asking somebody about themselves before referring them: seen by its producer and by whoever holds the link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from portal.accounts.auth.locks import take_lock
from portal.accounts.models import User
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import LinkGone, Refused
from portal.core.forbidden_numbers import refuse_in
from portal.core.tokens import derive_token, digest_token, new_token
from portal.opportunities.models import Opportunity
from portal.referrals.record.models import ReferralDraft
from portal.referrals.submission import drafts
from portal.referrals.submission.contact_requests.events import ANSWERED, TAKEN_BACK
from portal.referrals.submission.contact_requests.models import ContactRequest

PURPOSE = "contact"
KEPT = timedelta(days=30)
MOST = 30


def visible_to(user: User) -> ColumnElement[bool]:
    """SQL: one's own requests, and nobody else's, whatever their role."""
    return ContactRequest.user_id == user.id


def select_requests(user: User, now: datetime) -> Select:
    """The requests of `user` that still live, the last made first, with the role they are for."""
    query = select(ContactRequest, Opportunity).join(Opportunity, isouter=True)
    query = query.where(visible_to(user), ContactRequest.expires_at > now)
    return query.order_by(ContactRequest.made_at.desc(), ContactRequest.id.desc())


def find_request(request_id: int, user: User, now: datetime, *, to_change: bool = False) -> ContactRequest:
    """The request of that id if it is the user's own and lives; else 404. `to_change`: nobody else does meanwhile."""
    mine = select(ContactRequest).where(ContactRequest.id == request_id, visible_to(user))
    mine = mine.with_for_update() if to_change else mine
    return db.first_or_404(mine.where(ContactRequest.expires_at > now))


def create_request(called: str, language: str, role: Opportunity | None, *, by: User, now: datetime) -> ContactRequest:
    """A request to somebody whom `by` calls `called`, to be answered in `language` within 30 days.

    Raises Refused when MOST requests are open already, or when the name holds a forbidden number.
    """
    refuse_in(called)
    take_lock(by.id)
    open_ones = select(func.count()).select_from(ContactRequest)
    if (db.session.scalar(open_ones.where(visible_to(by), ContactRequest.expires_at > now)) or 0) >= MOST:
        raise Refused(
            ngettext(
                "You have already asked %(num)s person: withdraw a request first.",
                "You have already asked %(num)s people: withdraw a request first.",
                MOST,
            )
        )
    nonce = new_token()
    request = ContactRequest(user_id=by.id, opportunity_id=role.id if role else None, called=called, language=language)
    request.nonce, request.token_digest = nonce, nonce
    request.made_at, request.expires_at = now, now + KEPT
    db.session.add(request)
    db.session.flush()
    request.token_digest = digest_token(derive_token(PURPOSE, request.id, nonce))
    return request


def address_of(request: ContactRequest) -> str:
    """The absolute address of the contact's page."""
    host = current_app.config["SETTINGS"].host_url.rstrip("/")
    return f"{host}/contacts/{derive_token(PURPOSE, request.id, request.nonce)}"


def message_for(request: ContactRequest, producer: User) -> str:
    """A message that the producer may send, in the contact's language."""
    with force_locale(request.language):
        return _(
            "Hello %(called)s,\n\nI would like to speak of you to my office. Before I say a word to anyone, tell me"
            " what you do and what you are looking for: %(link)s\n\nI am the only one who reads it.\n\n%(name)s",
            called=request.called,
            link=address_of(request),
            name=producer.name,
        )


def held_by(token: str, *, now: datetime, to_change: bool = False) -> ContactRequest:
    """The request whose link this is, changing nothing; `to_change`: nobody else does meanwhile. Raises LinkGone."""
    wanted = select(ContactRequest).where(ContactRequest.token_digest == digest_token(token))
    wanted = wanted.with_for_update() if to_change else wanted
    request = db.session.scalar(wanted.where(ContactRequest.expires_at > now))
    if request is None:
        raise LinkGone
    return request


def answer_request(request: ContactRequest, answers: Mapping, *, now: datetime) -> None:
    """Keep what the contact says of themselves, for the producer alone; it may be changed until the request expires.

    The same said again is no news.
    `answers` are cleaned values by field of the contact's form. Raises Refused when one holds a forbidden number.
    """
    refuse_in(*(text for text in answers.values() if isinstance(text, str)))
    if request.answered_at and request.answers == answers:
        return
    request.answers, request.answered_at = dict(answers), now
    record(ANSWERED, request, by=None, now=now)


def take_back(request: ContactRequest, *, now: datetime) -> None:
    """Erase the request and its answers, and the draft that was begun with them, for whoever of the two wants it."""
    record(TAKEN_BACK, request, by=None, now=now)
    _erase(request)


def _erase(request: ContactRequest) -> None:
    for draft in db.session.scalars(_begun_with(request)).all():
        db.session.delete(draft)
    db.session.delete(request)


def _begun_with(request: ContactRequest) -> Select:
    """The draft that was begun with what this contact said."""
    about = ReferralDraft.answers["contact"].as_integer() == request.id
    return select(ReferralDraft).where(ReferralDraft.user_id == request.user_id, about)


def begin_referral(request: ContactRequest, *, by: User, now: datetime) -> ReferralDraft:
    """The draft that says what the contact said, for the producer to complete; asked for again it is the same one.

    Raises Refused when there is no room.
    """
    if begun := db.session.scalars(_begun_with(request)).first():
        return begun
    told = request.answers
    typed = {"deed_key": new_token(), "opportunity": str(request.opportunity_id or ""), "language": request.language}
    typed["aim"] = "role" if request.opportunity_id else "office"
    typed |= {name: told.get(name, "") for name in ("name", "email", "phone")}
    typed["experience"] = "\n\n".join(filter(None, (told.get("experience"), told.get("wish"))))
    if told.get("may_be_named") and request.answered_at:
        typed["attested_how"] = _("In writing, on the page I sent them")
        typed["attested_on"] = request.answered_at.astimezone(ZoneInfo(by.timezone)).date().isoformat()
    lists = {name: [text] for name, text in typed.items()} | {"fields": list(told.get("fields", []))}
    draft = drafts.keep_draft(lists, by=by, now=now, opportunity_id=request.opportunity_id)
    draft.answers = {**draft.answers, "contact": request.id}
    request.referred_at = now
    return draft


def erase_expired(now: datetime) -> int:
    """Erase what has expired, answered or not, with the drafts that were begun with it; how many."""
    expired = db.session.scalars(select(ContactRequest).where(ContactRequest.expires_at <= now)).all()
    for request in expired:
        _erase(request)
    return len(expired)
