"""The register of consents: who agreed to what, in which words, when, how, until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment

PURPOSES = ("this_role", "future_roles", "other_offices")


class Consent(Model):
    """One agreement of one party to one purpose, never edited but for its withdrawal.

    party: `candidate` or `recruiter` (whose purpose is `introduction`). channel: `page`, `phone`, `in_person`,
    `e-mail` or `role` (the role accepts automatically).
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("party IN ('candidate', 'recruiter')", name="party"),
        Index("ix_consent_referral", "referral_id", "party", "purpose"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), info=OFFICE)
    party: Mapped[str] = mapped_column(String(9), info=OFFICE)
    purpose: Mapped[str] = mapped_column(String(16), info=OFFICE)
    text_version: Mapped[str] = mapped_column(String(12), info=OFFICE)
    language: Mapped[str] = mapped_column(String(2), info=OFFICE)
    channel: Mapped[str] = mapped_column(String(12), info=OFFICE)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    given_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    expires_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
