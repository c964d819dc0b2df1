"""The periodic duties of the house: one line each, the rule stays in its room."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts import sign_ins
from portal.core import delivery, idempotency, jobs, limits
from portal.core.chores import chore
from portal.core.db import measure_spread
from portal.live import signals
from portal.referrals import drafts, escalation, sightings, silence_days
from portal.referrals.consent import chores as consents
from portal.referrals.consent import taking_back
from portal.referrals.contacts import asking
from portal.referrals.sameness import likening, owning

HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)


def declare_all() -> None:
    """Declare every chore; harmless when repeated."""
    chore("database.spread", DAILY)(measure_spread)
    chore("live.sweep", timedelta(minutes=10))(signals.sweep)
    chore("limits.sweep", HOURLY)(lambda now: limits.sweep(now.timestamp()))
    chore("idempotency.sweep", DAILY)(idempotency.sweep)
    chore("jobs.sweep", DAILY)(jobs.sweep)
    chore("outbox.sweep", DAILY)(delivery.sweep)
    chore("sign-ins.sweep", DAILY)(sign_ins.sweep)
    chore("sightings.sweep", DAILY)(sightings.sweep)
    chore("drafts.sweep", DAILY)(drafts.sweep)
    chore("referrals.clocks", timedelta(seconds=5))(escalation.turn)
    chore("referrals.silence", HOURLY)(silence_days.keep)
    chore("referrals.escalation", timedelta(minutes=5))(escalation.remind)
    chore("contacts.sweep", HOURLY)(asking.sweep)
    chore("consent.remind", HOURLY)(consents.remind)
    chore("consent.expire", timedelta(minutes=10))(consents.expire)
    chore("consent.erase-unanswered", HOURLY)(consents.erase_unanswered)
    chore("consent.erase-kept-long", DAILY)(consents.erase_kept_long)
    chore("consent.erase-told", timedelta(minutes=5))(taking_back.erase_told)
    chore("sameness.find", HOURLY)(likening.find)
    chore("sameness.ownership", DAILY)(owning.remind)
