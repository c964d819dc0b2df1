"""The periodic duties of the house: one line each, the rule stays in its room."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.auth import sessions
from portal.candidate_portal import expiry, withdrawal
from portal.core import idempotency, rate_limits
from portal.core.db import measure_spread
from portal.jobs import queue
from portal.jobs.scheduler import chore
from portal.live import signals
from portal.mail import delivery
from portal.referrals.duplicates import ownership_reminders, similarity
from portal.referrals.record import access_log
from portal.referrals.status_updates import escalation, overdue_stats
from portal.referrals.submission import drafts
from portal.referrals.submission.contact_requests import requests

HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)


def declare_all() -> None:
    """Declare every chore; harmless when repeated."""
    chore("database.spread", DAILY)(measure_spread)
    chore("live.sweep", timedelta(minutes=10))(signals.sweep)
    chore("limits.sweep", HOURLY)(lambda now: rate_limits.sweep(now.timestamp()))
    chore("idempotency.sweep", DAILY)(idempotency.sweep)
    chore("jobs.sweep", DAILY)(queue.sweep)
    chore("outbox.sweep", DAILY)(delivery.sweep)
    chore("sign-ins.sweep", DAILY)(sessions.sweep)
    chore("sightings.sweep", DAILY)(access_log.sweep)
    chore("drafts.sweep", DAILY)(drafts.sweep)
    chore("referrals.clocks", timedelta(seconds=5))(escalation.turn)
    chore("referrals.silence", HOURLY)(overdue_stats.keep)
    chore("referrals.escalation", timedelta(minutes=5))(escalation.remind)
    chore("contacts.sweep", HOURLY)(requests.sweep)
    chore("consent.remind", HOURLY)(expiry.remind)
    chore("consent.expire", timedelta(minutes=10))(expiry.expire)
    chore("consent.erase-unanswered", HOURLY)(expiry.erase_unanswered)
    chore("consent.erase-kept-long", DAILY)(expiry.erase_kept_long)
    chore("consent.erase-told", timedelta(minutes=5))(withdrawal.erase_told)
    chore("sameness.find", HOURLY)(similarity.find)
    chore("sameness.ownership", DAILY)(ownership_reminders.remind)
