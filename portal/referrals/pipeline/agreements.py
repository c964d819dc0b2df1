"""A candidate's yes that a recruiter obtained by word of mouth: who, when, how. From then on names may be read."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.activity.log import record
from portal.core.db import db
from portal.core.forbidden_numbers import refuse_in
from portal.core.refusals import Refused
from portal.core.text import clean
from portal.referrals import accepting, consenting, stages
from portal.referrals.activities import AGREED
from portal.referrals.models import Agreement, Referral
from portal.referrals.opening import open_when_agreed

CHANNELS = {"phone": _l("By phone"), "in_person": _l("In person"), "e-mail": _l("By e-mail")}
LONGEST_HOW = 500


def record_agreement(
    referral: Referral, *, by: User, now: datetime, version: int, on: date, channel: str, how: str = ""
) -> Agreement:
    """Record that the candidate said yes to `by` on the day `on`; with it `by` accepts too, so it opens.

    `channel` is one of CHANNELS, `how` a free word of at most 500 characters, kept in the office. Raises Refused
    for a day in the future or before the referral, or when they agreed already; Conflict on a stale `version`.
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
    open_when_agreed(referral, by=by, now=now)
    return agreement


def _check(referral: Referral, version: int, now: datetime, on: date, channel: str, how: str) -> None:
    if referral.version != version:
        raise stages.changed_meanwhile(referral)
    if referral.agreed_at is not None or referral.stage != "awaiting_consent":
        raise Refused(_("Nobody waits for this agreement any more."))
    zone = ZoneInfo(referral.office.timezone)
    if on > now.astimezone(zone).date():
        raise Refused(_("This day has not come yet."))
    if on < referral.created_at.astimezone(zone).date():
        raise Refused(_("This day is before the referral itself."))
    if channel not in CHANNELS:
        raise Refused(_("Choose how they agreed."))
    if len(how) > LONGEST_HOW:
        raise Refused(_("At most %(most)d characters.", most=LONGEST_HOW))
    refuse_in(how)
