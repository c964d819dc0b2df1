"""What the candidate's page and letters claim: who reads what for what, how many letters come. Computed, so it is true.

The sentences are engineering input: a lawyer of each country reads them before they are relied on.
"""

from __future__ import annotations

from babel.lists import format_list
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select

from portal.core.db import db
from portal.offices.models import Office
from portal.referrals.record.models import Referral
from portal.referrals.record.policy import READERS
from portal.web.i18n.formatting import join_words
from portal.web.i18n.translations import reader_language

READERS_IN_WORDS = {
    "recruiter": _l("The recruiting team"),
    "manager": _l("The managers"),
    "admin": _l("The administrators of the portal"),
}
AUTHORITIES = {
    "CA-QC": _l("Commission d’accès à l’information du Québec"),
    "CA": _l("Office of the Privacy Commissioner of Canada"),
    "FR": _l("Commission nationale de l’informatique et des libertés (CNIL)"),
    "BE": _l("Data Protection Authority of Belgium"),
    "CH": _l("Federal Data Protection and Information Commissioner of Switzerland"),
    "LU": _l("National Commission for Data Protection of Luxembourg"),
}
SHOWN_FOR_ROLE = _l(
    "I agree that the team of this office (%(office)s) sees my name, my contact details and the information above, and"
    " contacts me about this role."
)
SHOWN_FOR_OFFICE = _l(
    "I agree that the team of this office (%(office)s) sees my name, my contact details and the information above, and"
    " contacts me about working there."
)
KEPT = _l("I agree that this office keeps my information and contacts me about other roles, for at most %(months)s.")
PASSED_ON = _l(
    "I agree that my name, my contact details and this information are passed on to the other offices (%(offices)s)."
)
PASSED_ON_LATER = _l(
    "I agree that my name, my contact details and this information are passed on to offices that open later."
)
"""What each purpose means; a changed wording gets a new `register.TEXT_VERSION`."""
MOST_NAMED = 6
"""Other offices that a purpose names; beyond these it says how many more there are."""


def describe_readers() -> str:
    """Who reads an open identity, in words: every role to which the policy opens one."""
    return join_words(READERS_IN_WORDS[role] for role in READERS)


def most_reminders() -> int:
    """How many reminders may follow an invitation: those whose day comes before its link ends."""
    settings = current_app.config["SETTINGS"]
    return sum(day < settings.consent_days for day in settings.reminder_days)


def letters_to_come(referrer: str) -> str:
    """How many e-mails somebody who was just invited may get, and why they got this one."""
    given, most = _("%(name)s gave us your address and says that you agreed.", name=referrer), most_reminders()
    also = _("We also write if the referral is withdrawn or declined, or if the office records that you agreed.")
    if not most:
        more = _("Without an answer from you, no reminder follows.")
    else:
        more = ngettext(
            "Without an answer from you, one reminder follows.",
            "Without an answer from you, at most %(num)s reminders follow.",
            most,
        )
    return f"{given} {more} {also}"


def letters_in_all(address: str) -> str:
    """The same, for the referrer who passes the link on and knows `address`, or "" where there is none."""
    most = most_reminders()
    if not address:
        return _("Without an e-mail address, Relais writes nothing: only you can pass the link on.")
    if not most:
        return _("Relais sends one invitation and no reminder.")
    return ngettext(
        "Relais sends one invitation and, without an answer, one reminder.",
        "Relais sends one invitation and, without an answer, at most %(num)s reminders.",
        most,
    )


def months_kept() -> str:
    """For how long an agreement holds at most, in words."""
    return ngettext("%(num)s month", "%(num)s months", current_app.config["SETTINGS"].candidate_months)


def purposes_of(referral: Referral, titled: str) -> list[tuple[str, str, str]]:
    """(code, what it is, what it means) of each purpose, for this referral; `titled` names the role, or ""."""
    office, others = referral.office, other_offices(referral.office)
    this, shown = (_("This role"), SHOWN_FOR_ROLE) if titled else (_("This introduction"), SHOWN_FOR_OFFICE)
    elsewhere = str(PASSED_ON if others else PASSED_ON_LATER) % {"offices": others}
    return [
        ("this_role", this, str(shown) % {"office": office.name}),
        ("future_roles", _("Other roles later"), str(KEPT) % {"months": months_kept()}),
        ("other_offices", _("Other offices"), elsewhere),
    ]


def other_offices(office: Office) -> str:
    """The offices besides `office`, by name; "" when it is the only one."""
    names = db.session.scalars(select(Office.name).where(Office.id != office.id).order_by(Office.name)).all()
    more = len(names) - MOST_NAMED
    shown = list(names[:MOST_NAMED])
    if more > 0:
        shown.append(ngettext("%(num)s other", "%(num)s others", more))
    return format_list(shown, locale=reader_language()) if shown else ""


def describe_authority(office: Office) -> str:
    """Where somebody complains about how `office` treats their data; "" where we know of nobody."""
    country = office.region.partition("-")[0]
    return str(AUTHORITIES.get(office.region) or AUTHORITIES.get(country, ""))
