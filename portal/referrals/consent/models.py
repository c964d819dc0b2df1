"""The register of consents: who agreed to what, in which words, when, how, until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment

PURPOSES = ("this_role", "future_roles", "other_offices")

WAYS = ("letter", "passed_on", "own_page", "recorded", "account", "shared")
"""How somebody came to agree: by the link of a letter to them; by the one that the referrer passes on; on their own
page, whose link was shown to them there; recorded by a recruiter; signed in to an account (or by the role); and, from
the time when candidate and referrer held the same link, by that one."""


class Consent(Model):
    """One agreement of one party to one purpose, never edited but for its withdrawal.

    party: `candidate` or `recruiter` (whose purpose is `introduction`). channel: `page`, `phone`, `in_person`,
    `e-mail` or `role` (the role accepts automatically). way: one of WAYS.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("party IN ('candidate', 'recruiter')", name="party"),
        CheckConstraint(f"way IN ({', '.join(map(repr, WAYS))})", name="way"),
        Index("ix_consent_referral", "referral_id", "party", "purpose"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), info=OFFICE)
    party: Mapped[str] = mapped_column(String(9), info=OFFICE)
    purpose: Mapped[str] = mapped_column(String(16), info=OFFICE)
    text_version: Mapped[str] = mapped_column(String(12), info=OFFICE)
    language: Mapped[str] = mapped_column(String(2), info=OFFICE)
    channel: Mapped[str] = mapped_column(String(12), info=OFFICE)
    way: Mapped[str] = mapped_column(String(12), info=OFFICE)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    given_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    expires_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
