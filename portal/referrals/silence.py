"""The time since the referrer last had news, against the day on which news is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from portal.referrals.models import Referral
from portal.web.words import day

SOON = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Clock:
    """What the ring shows. state: `calm`, `soon` or `overdue`; share: 0 to 100 of the time that is used."""

    state: str
    share: int
    words: str


def clock(referral: Referral, now: datetime) -> Clock | None:
    """The clock of an open referral (or of any row with its columns); None when no news is due."""
    due = referral.news_due_at
    if due is None or referral.closed_at is not None:
        return None
    since = referral.last_news_at or referral.created_at
    if now > due:
        return Clock("overdue", 100, _("News was due on %(day)s", day=day(due)))
    used = (now - since) / (due - since) if due > since else 1
    state = "soon" if due - now <= SOON else "calm"
    return Clock(state, round(max(0, min(1, used)) * 100), _("News by %(day)s", day=day(due)))
