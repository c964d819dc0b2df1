"""The office's half of an introduction: a recruiter would like to meet somebody, without knowing whom."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.core.db import db
from portal.referrals import silence, stages
from portal.referrals.consent.models import Consent
from portal.referrals.models import Referral

TEXT_VERSION = "1"


def accept(referral: Referral, *, by: User, now: datetime, version: int, channel: str = "page", **also) -> None:
    """`by` accepts the introduction, and holds it from now on: who wants to meet somebody is the one who calls.

    The register keeps it with its `channel`; `also` are columns that change with it. It doesn't open anything by
    itself: `opening.open_when_agreed` does.
    Raises Conflict when somebody changed the referral after `version`.
    """
    changes = {"recruiter_answer": "accepted", "answered_at": now, "recruiter_id": by.id}
    stages.touch(referral, version, **changes | also)
    db.session.expire(referral, ["recruiter"])
    _register(referral, by.id, by.language, channel, now)


def accept_by_role(referral: Referral, now: datetime) -> None:
    """The role takes every introduction: its recruiter said so in advance. For a referral that is just being made."""
    referral.recruiter_answer, referral.answered_at = "accepted", now
    promised = silence.promise(referral.stage, now, referral.office, referral.recruiter_answer)
    for column, moment in promised.items():
        setattr(referral, column, moment)
    db.session.flush()
    _register(referral, referral.recruiter_id, referral.office.language, "role", now)


def _register(referral: Referral, by_id: int | None, language: str, channel: str, now: datetime) -> None:
    row = Consent(referral_id=referral.id, party="recruiter", purpose="introduction", text_version=TEXT_VERSION)
    row.language, row.channel, row.way, row.by_id, row.given_at = language, channel, "account", by_id, now
    db.session.add(row)
