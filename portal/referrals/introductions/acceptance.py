"""The office's half of an introduction: a recruiter would like to meet somebody, without knowing whom."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.core.db import db
from portal.referrals.consent.models import Consent
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from portal.referrals.stages.events import ACCEPTED

TEXT_VERSION = "1"


def accept_introduction(
    referral: Referral, *, by: User, now: datetime, version: int, channel: str = "page", **more
) -> None:
    """`by` accepts the introduction, and holds it from now on: who wants to meet somebody is the one who calls.

    The register keeps it with its `channel`; `more` is what else `transitions.apply` is told. It doesn't open anything
    by itself: `opening.open_when_agreed` does.
    Raises Conflict when somebody changed the referral after `version`.
    """
    more = {"kind": ACCEPTED, "line": {"gesture": "accepts"}} | more
    more |= {"recruiter_answer": "accepted", "answered_at": now, "recruiter_id": by.id}
    transitions.apply(referral, referral.stage, by=by, now=now, version=version, **more)
    _register(referral, by.id, by.language, channel, now)


def register_opportunity(referral: Referral, *, now: datetime) -> None:
    """Keep in the register that the role takes every introduction: its recruiter said so in advance."""
    _register(referral, referral.recruiter_id, referral.office.language, "role", now)


def _register(referral: Referral, by_id: int | None, language: str, channel: str, now: datetime) -> None:
    row = Consent(referral_id=referral.id, party="recruiter", purpose="introduction", text_version=TEXT_VERSION)
    row.language, row.channel, row.way, row.by_id, row.given_at = language, channel, "account", by_id, now
    db.session.add(row)
