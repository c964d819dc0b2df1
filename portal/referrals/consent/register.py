"""The register of consents: an agreement is added, then at most withdrawn; what was agreed to is never edited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from portal.accounts.models import User
from portal.activity.models import Entry
from portal.core.db import db
from portal.referrals.consent.models import PURPOSES, Consent
from portal.referrals.record.models import Referral

TEXT_VERSION = "2026-12"
"""Which wording of the candidate's page is shown; a new wording gets a new one."""
TAKEN_BACK = {"referrals.withdrew": "withdrawn", "referrals.denied": "denied"}
"""What the log calls it when a candidate takes a yes back, or says of a recorded one that it never was."""
THE_ONE = PURPOSES[0]
"""The purpose without which there is no introduction: the one that a yes is about."""


def months_after(moment: datetime, months: int) -> datetime:
    """The same day `months` later, or the last one of that month."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def in_force(referral: Referral) -> dict[str, Consent]:
    """What the candidate agreed to and did not withdraw, by purpose."""
    given = select(Consent).where(Consent.referral_id == referral.id, Consent.party == "candidate")
    return {row.purpose: row for row in db.session.scalars(given.where(Consent.withdrawn_at.is_(None)))}


def who_agreed(referrals: Collection[int], purpose: str) -> set[int]:
    """Of these `referrals` (ids) those whose candidate agreed to `purpose` and did not withdraw it; one statement."""
    given = select(Consent.referral_id).where(Consent.party == "candidate", Consent.purpose == purpose)
    return set(db.session.scalars(given.where(Consent.withdrawn_at.is_(None), Consent.referral_id.in_(referrals))))


def how_taken_back(referral_id: int) -> str:
    """How the candidate took the yes back: `withdrawn`, `denied` ("I never said so"), "" not at all; one statement."""
    about = (Entry.subject_type == "referral", Entry.subject_id == referral_id, Entry.kind.in_(TAKEN_BACK))
    return TAKEN_BACK.get(db.session.scalar(select(Entry.kind).where(*about).order_by(Entry.id.desc()).limit(1)), "")


def find_recorded(referral: Referral) -> Consent | None:
    """The yes to this introduction that a recruiter recorded for the candidate, if that is what is in force."""
    yes = in_force(referral).get(THE_ONE) if referral.agreed_at else None
    return yes if yes is not None and yes.way == "recorded" else None


def record_consent(
    referral: Referral,
    purposes: Collection[str],
    *,
    language: str,
    channel: str,
    way: str,
    now: datetime,
    given_at: datetime | None = None,
    by: User | None = None,
) -> None:
    """Keep that the candidate agrees to each of `purposes`, for as long as their data is kept; again changes nothing.

    `language` is the one in which it was asked, `channel` and `way` how (see `Consent`), `by` who recorded it for them.
    It is about `referral`; `given_at` is when they said so, if that was not `now`.
    """
    known, given_at = in_force(referral), given_at or now
    ends = months_after(given_at, current_app.config["SETTINGS"].candidate_months)
    for purpose in PURPOSES:
        if purpose in purposes and purpose not in known:
            row = Consent(referral_id=referral.id, party="candidate", purpose=purpose, text_version=TEXT_VERSION)
            row.language, row.channel, row.way, row.by_id = language, channel, way, by.id if by else None
            row.given_at, row.expires_at = given_at, ends
            db.session.add(row)


def withdraw_consent(referral: Referral, purposes: Collection[str] = PURPOSES, *, now: datetime) -> None:
    """The candidate takes their agreement to `purposes` back."""
    for purpose, row in in_force(referral).items():
        if purpose in purposes:
            row.withdrawn_at = now
