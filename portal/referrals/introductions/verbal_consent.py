"""A candidate's yes that a recruiter obtained by word of mouth: who, when, how. From then on names may be read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.core.db import db
from portal.core.errors import Refused, too_long
from portal.core.forbidden_numbers import refuse_in
from portal.core.text_normalization import clean_text
from portal.mail import outbox
from portal.referrals.consent import confirmations, links, register
from portal.referrals.introductions import acceptance
from portal.referrals.introductions.opening import open_when_agreed
from portal.referrals.introductions.role_over import leave_ended_role
from portal.referrals.record.models import Agreement, Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.definitions import FIRST
from portal.referrals.stages.events import AGREED, SECOND_SAID, SET_ASIDE, TO_CONFIRM

CHANNELS = {"phone": _l("By phone"), "in_person": _l("In person"), "e-mail": _l("By e-mail")}
LONGEST_HOW = 500
SAY_HOW = _l("Say in a few words how they agreed.")


WAITS = _l("A recorded consent already waits for a second person. They confirm it or set it aside first.")
GONE = _l("No recorded consent waits to be confirmed.")


def record_agreement(
    referral: Referral, *, by: User, now: datetime, version: int, on: date, channel: str, how: str
) -> Agreement:
    """Record that the candidate said yes to `by` on the day `on`; with it `by` accepts too, so it opens.

    Where the office asks for a second person it opens once they confirm it. `channel` is one of CHANNELS, `how` what
    was said, at most 500 characters, kept in the office. Raises Refused without a word, for a day in the future or
    before the referral, or when they agreed already; Conflict on a stale `version`.
    """
    how = clean_text(how)
    _check(referral, version, now, on, channel, how)
    agreement = Agreement(referral_id=referral.id, channel=channel, how=how, obtained_on=on, by_id=by.id, at=now)
    db.session.add(agreement)
    waits = referral.office.second_confirms
    told = {"kind": TO_CONFIRM, "line": {"gesture": "to_confirm"}}
    if not waits:
        told = {"kind": AGREED, "line": {"gesture": "recorded"}, "agreed_at": _moment_of(agreement, referral)}
    told |= {"facts": {"channel": channel}, "by": by, "now": now, "version": version}
    if referral.recruiter_answer == "accepted":
        transitions.apply(referral, referral.stage, **told)
    else:
        acceptance.accept_introduction(referral, channel=channel, **told)
    if not waits:
        _let_count(referral, agreement, by=by, now=now)
    return agreement


def confirm_agreement(referral: Referral, *, by: User, now: datetime, version: int) -> None:
    """A second person, `by`, confirms the recorded yes: from now on it counts as if no second one had been asked for.

    Raises Refused for who recorded it, and once the candidate has answered or the referral has ended; Conflict on a
    stale `version`.
    """
    agreement = _waiting(referral, version)
    if agreement.by_id == by.id:
        raise Refused(_("You recorded this consent: somebody else at the office confirms it."))
    changes = {"agreed_at": _moment_of(agreement, referral)}
    if referral.recruiter_id is None:
        changes["recruiter_id"] = agreement.by_id
    told = {"line": {"gesture": "confirmed"}, "facts": {"recorder": agreement.by_id}, "version": version}
    transitions.apply(referral, referral.stage, kind=SECOND_SAID, by=by, now=now, **told, **changes)
    agreement.confirmed_by_id = by.id  # after its referral, which whoever answers or erases locks first too
    _let_count(referral, agreement, by=by, now=now)


def set_aside(referral: Referral, *, by: User, now: datetime, version: int) -> None:
    """The recorded yes that waits was a mistake, says `by`, maybe who made it. Raises as `confirm_agreement` does.

    It is about `referral`, as seen at `version`.
    """
    agreement = _waiting(referral, version)
    told = {"line": {"gesture": "set_aside"}, "facts": {"recorder": agreement.by_id}, "version": version}
    transitions.apply(referral, referral.stage, kind=SET_ASIDE, by=by, now=now, **told)
    db.session.delete(agreement)


def _waiting(referral: Referral, version: int) -> Agreement:
    if referral.version != version:
        raise transitions.changed_meanwhile(referral)
    found = confirmations.find_waiting(referral)
    if found is None:
        raise Refused(GONE)
    return db.session.get_one(Agreement, found.id)


def _moment_of(agreement: Agreement, referral: Referral) -> datetime:
    noon = datetime.combine(agreement.obtained_on, time(12), ZoneInfo(referral.office.timezone))
    return max(referral.created_at, min(agreement.at, noon))


def _let_count(referral: Referral, agreement: Agreement, *, by: User, now: datetime) -> None:
    """The register has it, and the introduction opens.

    The candidate is written to and may say that it is not so; what their referrer passes on asks the same.
    """
    agreement.in_force_at, person = now, referral.candidate
    recorder = db.session.get(User, agreement.by_id)
    asked = {"language": person.language, "channel": agreement.channel, "way": "recorded", "by": recorder}
    register.record_consent(referral, [register.THE_ONE], given_at=referral.agreed_at, now=now, **asked)
    person.last_contact_at = now
    leave_ended_role(referral, by=None, now=now)
    second = by.id != agreement.by_id
    to = f"candidate:{referral.candidate_id}"
    outbox.post_letter("consent.recorded", to=to, key=f"recorded:{referral.id}", now=now, referral=referral.id)
    links.live_on(referral.id, until=now + timedelta(days=current_app.config["SETTINGS"].consent_days))
    open_when_agreed(referral, by=None if second else by, now=now)


def _check(referral: Referral, version: int, now: datetime, on: date, channel: str, how: str) -> None:
    if referral.version != version:
        raise transitions.changed_meanwhile(referral)
    if referral.agreed_at is not None or referral.stage != FIRST:
        raise Refused(_("This consent is no longer awaited."))
    if confirmations.find_waiting(referral):
        raise Refused(WAITS)
    zone = ZoneInfo(referral.office.timezone)
    if on > now.astimezone(zone).date():
        raise Refused(_("This day has not come yet."))
    if on < referral.created_at.astimezone(zone).date():
        raise Refused(_("This day is before the referral itself."))
    if channel not in CHANNELS:
        raise Refused(_("Choose how they agreed."))
    if not any(map(str.isalnum, how)):
        raise Refused(SAY_HOW)
    if len(how) > LONGEST_HOW:
        raise Refused(too_long(LONGEST_HOW))
    refuse_in(how)
