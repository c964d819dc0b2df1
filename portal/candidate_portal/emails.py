"""The letters to a candidate, written when they leave: to whom it no longer concerns, none is."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.models import User
from portal.candidate_portal import one_click_unsubscribe
from portal.candidate_portal.responses import is_asked
from portal.core.db import db, utcnow
from portal.mail.outbox import Mail, composes
from portal.referrals.candidate_updates import notes
from portal.referrals.consent import bounced_emails, links, register
from portal.referrals.consent.links import ConsentLink
from portal.referrals.introductions.role_over import asked_role
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Referral
from portal.web.email_templates import render_letter, sample_letter

FOLDER = "candidate_portal/"
ROLE = _l("Financial security advisor")
EXAMPLE = {"referrer": "Alice Côté", "office_name": "Bureau de Québec", "role": ROLE}
NO_ROLE = {"role": ""}
"""What is another in the example of a letter about the office in general."""
NOTE = _l("Hello Jeanne,\n\nWe chose somebody else. Thank you for your time.\n\nRita Gagnon")
UNTIL = datetime(2026, 12, 7, 17, tzinfo=UTC)
LINK = {"link": "/consent/exemple", "unsubscribe": "/unsubscription/1/exemple"}


@composes(
    "consent.invitation",
    example=sample_letter(FOLDER + "invitation", **EXAMPLE, **LINK, until=UNTIL),
    also={"no_role": sample_letter(FOLDER + "invitation", **EXAMPLE | NO_ROLE, **LINK, until=UNTIL)},
    undelivered=bounced_emails.report_bounce,
)
def compose_invitation(candidate_id: int, facts: dict) -> Mail | None:
    """The one letter that nobody asked for: who would like to introduce them, and where to answer."""
    return _asking("invitation", candidate_id, facts)


@composes(
    "consent.reminder",
    example=sample_letter(FOLDER + "reminder", **EXAMPLE, **LINK, until=UNTIL),
    also={"no_role": sample_letter(FOLDER + "reminder", **EXAMPLE | NO_ROLE, **LINK, until=UNTIL)},
    undelivered=bounced_emails.report_bounce,
)
def compose_reminder(candidate_id: int, facts: dict) -> Mail | None:
    """The same, once or twice more, as long as they have not answered."""
    return _asking("reminder", candidate_id, facts)


@composes(
    "consent.own_page",
    example=sample_letter(FOLDER + "own_page", **EXAMPLE, link=LINK["link"], said="yes"),
    undelivered=bounced_emails.report_bounce,
)
def compose_own_page(candidate_id: int, facts: dict) -> Mail | None:
    """The link that is theirs alone, after they answered or gave their address; what went before works no more."""
    referral = _referral(candidate_id, facts)
    link = links.link_of(referral.id) if referral else None
    if link is None or link.ended_at is not None:
        return None
    said = "" if is_asked(referral) else "yes" if referral.agreed_at else "no"
    return _written("own_page", referral, link=link, said=said)


@composes(
    "consent.recorded",
    example=sample_letter(FOLDER + "recorded", **EXAMPLE, link=LINK["link"], recruiter="Rita Gagnon", on=UNTIL),
    undelivered=bounced_emails.report_bounce,
)
def compose_recorded_consent(candidate_id: int, facts: dict) -> Mail | None:
    """A recruiter recorded that they agreed: whose word it is, and where to say that it is not so."""
    referral = _referral(candidate_id, facts)
    yes = register.find_recorded(referral) if referral else None
    link = links.link_of(referral.id) if yes else None
    by = db.session.get(User, yes.by_id) if yes and yes.by_id else None
    if link is None or by is None or link.ended_at is not None:
        return None
    return _written("recorded", referral, link=link, recruiter=by.name, on=yes.given_at)


@composes("consent.taken_back", example=sample_letter(FOLDER + "taken_back", **EXAMPLE))
def compose_taken_back(candidate_id: int, facts: dict) -> Mail | None:
    """Whoever wanted to introduce them no longer does: nothing is asked any more, and everything is erased."""
    return _written("taken_back", _referral(candidate_id, facts))


@composes("consent.withdrawn", example=sample_letter(FOLDER + "withdrawn", **EXAMPLE, link=LINK["link"]))
def compose_withdrawal(candidate_id: int, facts: dict) -> Mail | None:
    """They took their yes back, or somebody with their link did."""
    referral = _referral(candidate_id, facts)
    if referral is None or referral.agreed_at is not None:
        return None
    return _written("withdrawn", referral, link=links.link_of(referral.id))


@composes(
    notes.LETTER,
    example=sample_letter(FOLDER + "note", **EXAMPLE, **LINK, recruiter="Rita Gagnon", note=NOTE),
    undelivered=bounced_emails.report_bounce,
    withheld=notes.report_withheld,
)
def compose_note(candidate_id: int, facts: dict) -> Mail | None:
    """What a recruiter wrote to them with a change of stage, unless it was undone or they take part no more."""
    referral = _referral(candidate_id, facts)
    move = notes.find_note(referral, facts["move"]) if referral else None
    if move is None:
        return None
    link, by = links.link_of(referral.id), db.session.get(User, move.by_id) if move.by_id else None
    off = one_click_unsubscribe.path_of(referral.candidate.email, referral.candidate.language)
    more = {"recruiter": move.by_name, "note": move.candidate_note, "unsubscribe": off}
    more["reply_to"] = by.email if by and by.is_active else None
    return _written("note", referral, link=link if link and link.ended_at is None else None, **more)


def _asking(letter: str, candidate_id: int, facts: dict) -> Mail | None:
    referral = _referral(candidate_id, facts)
    link = links.link_of(referral.id) if referral else None
    if link is None or not is_asked(referral) or not _works(link):
        return None
    off = one_click_unsubscribe.path_of(referral.candidate.email, referral.candidate.language)
    return _written(letter, referral, link=link, until=link.expires_at, unsubscribe=off)


def _works(link: ConsentLink) -> bool:
    return link.ended_at is None and link.expires_at > utcnow()


def _referral(candidate_id: int, facts: dict) -> Referral | None:
    mine = select(Referral).where(Referral.id == facts["referral"], Referral.candidate_id == candidate_id)
    return db.session.scalar(mine)


def _written(letter: str, referral: Referral | None, link: ConsentLink | None = None, **more) -> Mail | None:
    """The letter, with `link` if any, unless there is nobody to write to, or they asked not to be written to."""
    person = referral.candidate if referral else None
    if person is None or not contact_hashes.may_write_to(person):
        return None
    if link is not None:
        links.mark_sent(link, person.email)
    role = asked_role(referral)
    return render_letter(
        FOLDER + letter,
        language=person.language,
        to_name=person.name,
        to_address=person.email,
        office=referral.office,
        office_name=referral.office.name,
        referrer=referral.referrer.name,
        role=role.in_language("title", person.language)[0] if role else "",
        link=links.address_of(link) if link else None,
        **more,
    )
