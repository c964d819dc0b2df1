"""What is written when an introduction opens, to each in their language; and the polite no to who was written to."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.mail.outbox import Mail, OutgoingLetter, composes
from portal.referrals.consent import bounced_emails, links
from portal.referrals.introductions.role_over import asked_role
from portal.referrals.record import contact_hashes, policy
from portal.referrals.record.models import Referral
from portal.web.email_templates import render_letter, sample_letter
from portal.web.i18n.formatting import format_month

WHY = _l("In 2021 she took over 80 families as clients, and kept 77 of them.")
PEOPLE = {"referrer": "Alice Côté", "recruiter": "Rita Gagnon", "office": None}
ROLE = _l("Financial security advisor")
SAMPLE = {
    "known_as": "colleague",
    "known_since": "2019",
    "vouch": 3,
    "email": "jeanne.bouchard@example.com",
    "phone": "",
}


def was_written_to(referral: Referral) -> bool:
    """Whether the candidate knows of this from us, and so deserves an answer: they agreed, or had a letter."""
    if referral.agreed_at is not None or referral.candidate.last_contact_at is not None:
        return True
    letters = select(OutgoingLetter.id).where(OutgoingLetter.recipient == f"candidate:{referral.candidate_id}")
    return db.session.scalar(letters.where(OutgoingLetter.sent_at.is_not(None)).limit(1)) is not None


@composes(
    "introductions.to_candidate",
    example=sample_letter(
        "referrals/introductions/to_candidate",
        **PEOPLE, role=ROLE, why=WHY, link="/consent/exemple", email="rita@example.com", phone="+14185550123",
    ),
    undelivered=bounced_emails.report_bounce,
)  # fmt: skip
def compose_to_candidate(candidate_id: int, facts: dict) -> Mail | None:
    """Who will get in touch with them, and what was said of them; not when they withdrew, or asked for silence."""
    referral = _still_open(facts["referral"], candidate_id)
    if referral is None or referral.recruiter is None:
        return None
    recruiter = referral.recruiter
    more = {"recruiter": recruiter.name, "email": recruiter.email, "phone": recruiter.phone or referral.office.phone}
    return _to_candidate(referral, "to_candidate", why=referral.why, reply_to=recruiter.email, **more)


@composes(
    "introductions.declined",
    example=sample_letter(
        "referrals/introductions/declined", referrer="Alice Côté", office=None, role=ROLE, link="/consent/exemple"
    ),
    undelivered=bounced_emails.report_bounce,
)
def compose_declined(candidate_id: int, facts: dict) -> Mail | None:
    """A polite no to somebody who was written to or had agreed."""
    referral = _found(facts["referral"])
    if referral is None or referral.candidate_id != candidate_id or referral.recruiter_answer != "declined":
        return None
    return _to_candidate(referral, "declined")


@composes(
    "introductions.to_recruiter",
    example=sample_letter(
        "referrals/introductions/to_recruiter",
        **PEOPLE, **SAMPLE, name="Jeanne Bouchard", role=ROLE, why=WHY, link="/referrals/1",
        to_name="Rita Gagnon", to_address="rita@example.com",
    ),
)  # fmt: skip
def compose_to_recruiter(user_id: int, facts: dict) -> Mail | None:
    """Whom they may now meet and why; not when the candidate withdrew, somebody else holds it, or they have left."""
    referral = _still_open(facts["referral"], facts.get("candidate"))
    reader = referral.recruiter if referral else None
    if reader is None or reader.id != user_id or not reader.is_active or not policy.may_move(reader, referral):
        return None
    person = referral.candidate
    known = {
        "known_as": referral.relationship,
        "known_since": format_month(referral.known_since),
        "vouch": referral.vouch,
    }
    return render_letter(
        "referrals/introductions/to_recruiter",
        language=reader.language,
        to_name=reader.name,
        to_address=reader.email,
        link=f"/referrals/{referral.id}",
        office=referral.office,
        timezone=reader.timezone,
        referrer=referral.referrer.name,
        recruiter=reader.name,
        role=_role(referral, reader.language),
        name=person.name,
        email=person.email,
        phone=person.phone,
        why=referral.why,
        **known,
    )


def _to_candidate(referral: Referral, template: str, **more) -> Mail | None:
    person, link = referral.candidate, links.link_of(referral.id)
    if link is None or not contact_hashes.may_write_to(person):
        return None
    links.mark_sent(link, person.email)
    return render_letter(
        f"referrals/introductions/{template}",
        language=person.language,
        to_name=person.name,
        to_address=person.email,
        link=links.address_of(link),
        office=referral.office,
        referrer=referral.referrer.name,
        role=_role(referral, person.language),
        **more,
    )


def _role(referral: Referral, language: str) -> str:
    role = asked_role(referral) if referral.is_open else referral.opportunity
    return role.in_language("title", language)[0] if role else ""


def _still_open(referral_id: int, candidate_id: int | None) -> Referral | None:
    referral = _found(referral_id)
    if referral is None or referral.opened_at is None or referral.closed_at is not None:
        return None
    return referral if candidate_id in (None, referral.candidate_id) else None


def _found(referral_id: int) -> Referral | None:
    around = (Referral.candidate, Referral.office, Referral.opportunity, Referral.referrer, Referral.recruiter)
    query = select(Referral).where(Referral.id == referral_id).options(*(joinedload(part) for part in around))
    referral = db.session.scalar(query)
    return None if referral is None or referral.candidate.erased_at is not None else referral
