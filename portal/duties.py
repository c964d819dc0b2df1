"""The periodic duties of the house: one line each, the rule stays in its room."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts import sign_ins
from portal.core import idempotency, limits
from portal.core.chores import chore
from portal.live import signals
from portal.referrals import sightings

HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)


def declare_all() -> None:
    """Declare every chore; harmless when repeated."""
    chore("live.sweep", timedelta(minutes=10))(signals.sweep)
    chore("limits.sweep", HOURLY)(lambda now: limits.sweep(now.timestamp()))
    chore("idempotency.sweep", DAILY)(idempotency.sweep)
    chore("sign-ins.sweep", DAILY)(sign_ins.sweep)
    chore("sightings.sweep", DAILY)(sightings.sweep)
