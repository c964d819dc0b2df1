"""What happens by itself around the day on which news is due, each step exactly once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment


class Escalation(Model):
    """One step that was taken for one promise of news."""

    __tablename__ = "escalation"
    __table_args__ = (UniqueConstraint("referral_id", "step", "about"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), info=OFFICE)
    step: Mapped[str] = mapped_column(String(24), info=OFFICE)
    """`soon`, `overdue`, `manager`; `remind 2026-11-23` and `hold 2026-11-23` with the day of the office."""
    about: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    """The moment at which news was promised."""
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
