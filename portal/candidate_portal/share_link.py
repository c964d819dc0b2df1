"""How the link travels by hand: code, link and ready messages for the producer who passes it on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.candidate_portal.responses import is_asked
from portal.config import languages
from portal.core.contact_details.phone_numbers import number_of
from portal.core.db import utcnow
from portal.referrals.consent import links, register
from portal.referrals.introductions import role_over
from portal.referrals.record.models import Referral
from portal.web.i18n.formatting import first_name


@dataclass(frozen=True, slots=True)
class Passing:
    """What the producer passes on, and until when it works. `others`: the same message in each other language."""

    link: str
    message: str
    others: tuple[tuple[str, str], ...]
    phone: str
    until: datetime
    recorded: bool
    """Whether a recruiter has recorded their yes, so that it is asked whether that is so."""


def passing_on(referral: Referral) -> Passing | None:
    """What the referrer of `referral` passes on, with its messages; None once the candidate has said anything."""
    recorded = not is_asked(referral)
    link = links.passed_of(referral.id) if not recorded or register.find_recorded(referral) else None
    until = links.link_of(referral.id).expires_at if link else None
    if until is None or link.ended_at is not None or until <= utcnow():
        return None
    address, own = links.address_of(link), referral.typed_language
    return Passing(
        link=address,
        message=_message(referral, address, own, recorded),
        others=tuple((other, _message(referral, address, other, recorded)) for other in languages.other_languages(own)),
        phone=number_of(referral.typed_phone),
        until=until,
        recorded=recorded,
    )


def _message(referral: Referral, address: str, language: str, recorded: bool) -> str:
    with force_locale(language):
        role = role_over.asked_role(referral)
        words = {"called": first_name(referral.typed_name), "link": address, "name": referral.referrer.name}
        if recorded:
            return _(
                "Hello %(called)s,\n\nThe office (%(office)s) has recorded that you agreed to be"
                " introduced. If that is not so, say it here: nobody there will then see your"
                " name.\n%(link)s\n\n%(name)s",
                office=referral.office.name,
                **words,
            )
        if role is None:
            return _(
                "Hello %(called)s,\n\nI would like to introduce you to my colleagues at the"
                " office (%(office)s). Nobody there knows who you are yet: everything is"
                " explained here, and you say yes or no.\n%(link)s\n\n%(name)s",
                office=referral.office.name,
                **words,
            )
        return _(
            "Hello %(called)s,\n\nI thought of you for “%(role)s” (%(office)s). Nobody there knows who you are yet:"
            " everything is explained here, and you say yes or no.\n%(link)s\n\n%(name)s",
            role=role.in_language("title", language)[0],
            office=referral.office.name,
            **words,
        )
