"""A candidate's yes that a recruiter obtained by word of mouth: who, when, how. From then on names may be read."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.activity.log import record
from portal.core import outbox
from portal.core.db import db
from portal.core.forbidden_numbers import refuse_in
from portal.core.refusals import Refused, too_long
from portal.core.text import clean
from portal.referrals import accepting, consenting, links, stages
from portal.referrals.activities import AGREED
from portal.referrals.models import Agreement, Referral, StageMove
from portal.referrals.opening import open_when_agreed

CHANNELS = {"phone": _l("By phone"), "in_person": _l("In person"), "e-mail": _l("By e-mail")}
LONGEST_HOW = 500
SAY_HOW = _l("Say in a few words how they agreed.")


def record_agreement(
    referral: Referral, *, by: User, now: datetime, version: int, on: date, channel: str, how: str
) -> Agreement:
    """Record that the candidate said yes to `by` on the day `on`; with it `by` accepts too, so it opens.

    `channel` is one of CHANNELS, `how` what was said, at most 500 characters, kept in the office. The candidate is
    written to and may say that it is not so; what their referrer passes on asks the same. Raises Refused without a
    word, for a day in the future or before the referral, or when they agreed already; Conflict on a stale `version`.
    """
    how = clean(how)
    _check(referral, version, now, on, channel, how)
    zone = ZoneInfo(referral.office.timezone)
    agreed_at = max(referral.created_at, min(now, datetime.combine(on, time(12), zone)))
    agreement = Agreement(referral_id=referral.id, channel=channel, how=how, obtained_on=on, by_id=by.id, at=now)
    if referral.recruiter_answer == "accepted":
        stages.touch(referral, version, agreed_at=agreed_at)
    else:
        accepting.accept(referral, by=by, now=now, version=version, channel=channel, agreed_at=agreed_at)
    db.session.add(agreement)
    person = referral.candidate
    asked = {"language": person.language, "channel": channel, "way": "recorded", "by": by}
    consenting.give(referral, [consenting.THE_ONE], given_at=agreed_at, now=now, **asked)
    person.last_contact_at = now
    record(AGREED, referral, by=by, now=now, channel=channel)
    _tell(referral, by, now)
    open_when_agreed(referral, by=by, now=now)
    return agreement


def _tell(referral: Referral, by: User, now: datetime) -> None:
    """The story says whose word it is, and the candidate has time to say that it is not theirs."""
    line = StageMove(referral_id=referral.id, from_stage=referral.stage, to_stage=referral.stage, gesture="recorded")
    line.by_id, line.by_name, line.at = by.id, by.name, now
    db.session.add(line)
    to = f"candidate:{referral.candidate_id}"
    outbox.post("consent.recorded", to=to, key=f"recorded:{referral.id}", now=now, referral=referral.id)
    links.live_on(referral.id, until=now + timedelta(days=current_app.config["SETTINGS"].consent_days))


def _check(referral: Referral, version: int, now: datetime, on: date, channel: str, how: str) -> None:
    if referral.version != version:
        raise stages.changed_meanwhile(referral)
    if referral.agreed_at is not None or referral.stage != "awaiting_consent":
        raise Refused(_("This consent is no longer awaited."))
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
