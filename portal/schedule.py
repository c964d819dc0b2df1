"""The periodic duties of the house: one line each, the rule stays in its room."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.auth import sessions
from portal.candidate_portal import expiry, withdrawal
from portal.core import idempotency, rate_limits
from portal.core.db import measure_spread
from portal.jobs import queue
from portal.jobs.scheduler import declare_chore
from portal.live import signals
from portal.mail import delivery
from portal.opportunities import scheduling
from portal.opportunities.announcements import announcing
from portal.opportunities.saved import searches
from portal.referrals.duplicates import ownership_reminders, similarity
from portal.referrals.pool import search_words
from portal.referrals.record import access_log
from portal.referrals.status_updates import first_days, overdue_reminders, overdue_stats
from portal.referrals.submission import drafts
from portal.referrals.submission.contact_requests import requests

HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)


def declare_all() -> None:
    """Declare every chore; harmless when repeated."""
    declare_chore("database.spread", DAILY)(measure_spread)
    declare_chore("live.sweep", timedelta(minutes=10))(signals.delete_old_signals)
    declare_chore("limits.sweep", HOURLY)(lambda now: rate_limits.delete_old_windows(now.timestamp()))
    declare_chore("idempotency.sweep", DAILY)(idempotency.delete_old_keys)
    declare_chore("jobs.sweep", DAILY)(queue.delete_old_jobs)
    declare_chore("outbox.sweep", DAILY)(delivery.delete_old_letters)
    declare_chore("sign-ins.sweep", DAILY)(sessions.delete_old_sessions)
    declare_chore("sightings.sweep", DAILY)(access_log.delete_old_sightings)
    declare_chore("pool.forget_ended", DAILY)(search_words.forget_ended)
    declare_chore("drafts.sweep", DAILY)(drafts.erase_old_drafts)
    declare_chore("referrals.clocks", timedelta(seconds=5))(overdue_reminders.signal_turned)
    declare_chore("referrals.silence", HOURLY)(overdue_stats.record_day)
    declare_chore("referrals.first-days", timedelta(minutes=5))(first_days.tell_beginnings)
    declare_chore("referrals.escalation", timedelta(minutes=5))(overdue_reminders.send_reminders)
    declare_chore("contacts.sweep", HOURLY)(requests.erase_expired)
    declare_chore("consent.remind", HOURLY)(expiry.remind_candidates)
    declare_chore("consent.expire", timedelta(minutes=10))(expiry.expire_referrals)
    declare_chore("consent.erase-unanswered", HOURLY)(expiry.erase_unanswered)
    declare_chore("consent.erase-kept-long", DAILY)(expiry.erase_kept_long)
    declare_chore("consent.erase-told", timedelta(minutes=5))(withdrawal.erase_told)
    declare_chore("roles.open", timedelta(minutes=5))(scheduling.open_due)
    declare_chore("roles.close", timedelta(minutes=5))(scheduling.close_due)
    declare_chore("roles.warn", timedelta(minutes=5))(scheduling.warn_followers)
    declare_chore("roles.announce", timedelta(minutes=5))(announcing.announce_new_roles)
    declare_chore("roles.searches", timedelta(minutes=5))(searches.tell_new_roles)
    declare_chore("sameness.find", HOURLY)(similarity.find_likenesses)
    declare_chore("sameness.ownership", DAILY)(ownership_reminders.remind_holders)
