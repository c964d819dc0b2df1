"""What the candidate's page shows: who asks, what is held, who reads it, and where things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.referrals import consenting, links, sightings
from portal.referrals.consent import answering
from portal.referrals.consent.models import Consent
from portal.referrals.models import OUTCOMES, Referral
from portal.referrals.stage_words import is_told

STANDS = {
    "received": _l("The office has your details and will get in touch with you."),
    "contacted": _l("The office has got in touch with you."),
    "interview": _l("You are in the interviews."),
    "offer": _l("An offer is on its way or on the table."),
    "hired": _l("You are hired. Welcome!"),
    "not_selected": _l("It was not to be this time."),
    "withdrawn": _l("You preferred not to go on."),
    "talent_pool": _l("The office would like to think of you again later."),
}
GOING_ON, OVER = _l("It goes on: the office will tell you more."), _l("This introduction has ended.")
MORE = {"future_roles": _l("Other roles later"), "other_offices": _l("Other offices")}
READERS = {
    "recruiter": _l("Recruiters"),
    "manager": _l("Direction"),
    "admin": _l("Administration of the portal"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate's page. state: `asked`, `agreed` (the office has not answered yet), `open`, `no` or `over`."""

    referral: Referral
    state: str
    works_until: datetime
    erased_on: datetime
    given: dict[str, Consent]
    seen_by: list[sightings.Category]

    @property
    def stands(self) -> str:
        """Where things stand, in words that the office allows."""
        stage = self.referral.stage
        if stage in STANDS and is_told(stage):
            return str(STANDS[stage])
        return str(OVER if stage in OUTCOMES else GOING_ON)


def standing_of(referral: Referral) -> Standing:
    """The page of this candidate as of now."""
    link = links.link_of(referral.id)
    unagreed = timedelta(days=current_app.config["SETTINGS"].unagreed_days)
    given = consenting.in_force(referral) if referral.agreed_at else {}
    return Standing(
        referral=referral,
        state=_state(referral),
        works_until=link.expires_at,
        erased_on=max(link.made_at + unagreed, link.expires_at),
        given=given,
        seen_by=sightings.categories_of(referral.candidate_id) if referral.opened_at else [],
    )


def _state(referral: Referral) -> str:
    if answering.is_asked(referral):
        return "asked"
    if referral.opened_at is not None:
        return "open"
    if referral.agreed_at is not None and referral.is_open:
        return "agreed"
    return "no" if referral.stage == "declined" else "over"


def purposes_of(referral: Referral, titled: str) -> list[tuple[str, str, str]]:
    """(code, what it is, what it means) of each purpose, for this referral; `titled` names the role, or ""."""
    office = referral.office.name
    this = _("This role") if titled else _("This introduction")
    return [
        ("this_role", this, _("%(office)s may read who I am and get in touch with me.", office=office)),
        ("future_roles", _("Other roles later"), _("%(office)s may think of me for a role to come.", office=office)),
        ("other_offices", _("Other offices"), _("Other offices of the organisation may read who I am.")),
    ]


def agreed_to(referral: Referral) -> tuple[str, ...]:
    """What the candidate agreed to besides this introduction, in words: for the recruiter who thinks of them later."""
    given = consenting.in_force(referral)
    return tuple(str(words) for purpose, words in MORE.items() if purpose in given)
