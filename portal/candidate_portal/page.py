"""What the candidate's page shows: who asks, what is held, who reads it, and where things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.candidate_portal import responses
from portal.core.db import db, utcnow
from portal.referrals.candidate_updates import notes
from portal.referrals.consent import links, register
from portal.referrals.consent.links import Opened
from portal.referrals.consent.models import Consent
from portal.referrals.record import access_log, contact_hashes, merged_candidates
from portal.referrals.record.models import Candidate, Referral, StageMove
from portal.referrals.stages.definitions import DECLINED, OUTCOMES, STAGES
from portal.referrals.stages.labels import is_told

STANDS = {stage.code: stage.for_candidate for stage in STAGES if stage.for_candidate is not None}
GOING_ON, OVER = _l("It is moving forward: the office will tell you more."), _l("This introduction has ended.")
MORE = {"future_roles": _l("Other roles later"), "other_offices": _l("Other offices")}


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate's page.

    state: `asked`, `agreed` (the office has not answered yet), `open`, `no`, `withdrawn`, `denied` or `over`.
    own: it is opened by the link that the candidate alone holds, and shows all that is held; else the question alone.
    recorded_by: who recorded the yes that is in force, if it is not by themselves.
    lettered: whether e-mails may reach them: there is an address, and they asked for no silence.
    address: the candidate's own link, "" on a page that was opened otherwise.
    """

    referral: Referral
    state: str
    own: bool
    lettered: bool
    address: str
    recorded_by: str
    works_until: datetime
    erased_on: datetime
    given: dict[str, Consent]
    seen_by: list[access_log.Category]
    sameness: str
    """Of who was merged with somebody: `asked` whether that is them, `said` (the other link has not), `joined`."""
    notes: tuple[StageMove, ...]
    """The moves of stage with which the office wrote to them, newest first."""

    @property
    def stands(self) -> str:
        """Where things stand, in words that the office allows."""
        stage = self.referral.stage
        if stage in STANDS and is_told(stage):
            return str(STANDS[stage])
        return str(OVER if stage in OUTCOMES else GOING_ON)


def standing_of(opened: Opened) -> Standing:
    """The page as of now, for who opened it."""
    referral, link = opened.referral, opened.link
    unagreed = timedelta(days=current_app.config["SETTINGS"].unagreed_days)
    given = register.in_force(referral) if referral.agreed_at else {}
    return Standing(
        referral=referral,
        state=_state(referral),
        own=opened.own,
        lettered=contact_hashes.may_write_to(referral.candidate),
        address=links.address_of(link) if opened.own else "",
        recorded_by=_recorded_by(given.get(register.THE_ONE)),
        works_until=link.expires_at,
        erased_on=max(link.made_at + unagreed, link.expires_at),
        given=given,
        seen_by=access_log.categories_of(referral.candidate_id) if referral.opened_at else [],
        sameness=_sameness(referral.candidate),
        notes=tuple(notes.list_notes(referral, utcnow())) if opened.own and referral.opened_at else (),
    )


def _recorded_by(yes: Consent | None) -> str:
    by = db.session.get(User, yes.by_id) if yes is not None and yes.by_id else None
    return by.name if by else ""


def _sameness(person: Candidate) -> str:
    if person.merged_into_id is None:
        return ""
    if person.same_said_at is None:
        return "asked"
    return "joined" if len(merged_candidates.confirmed_records(person)) > 1 else "said"


def _state(referral: Referral) -> str:
    if responses.is_asked(referral):
        return "asked"
    if referral.opened_at is not None:
        return "open"
    if referral.agreed_at is not None and referral.is_open:
        return "agreed"
    if taken_back := register.how_taken_back(referral.id):
        return taken_back
    return "no" if referral.stage == DECLINED else "over"


def agreed_to(referral: Referral) -> tuple[str, ...]:
    """What the candidate agreed to besides this introduction, in words: for the recruiter who thinks of them later."""
    given = register.in_force(referral)
    return tuple(str(words) for purpose, words in MORE.items() if purpose in given)
