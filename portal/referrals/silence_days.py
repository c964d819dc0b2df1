"""How silent the offices were, day by day: what the silence figure of a quarter is made of."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model


class SilenceDay(Model):
    """The open referrals of one recruiter in one office at the end of a day, and how many of them waited too long.

    recruiter_id None: those that nobody held, or whose recruiter has gone since.
    """

    __tablename__ = "silence_day"
    __table_args__ = (Index("ix_silence_day_office", "office_id", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), info=OFFICE)
    recruiter_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    day: Mapped[date] = mapped_column(info=OFFICE)
    open: Mapped[int] = mapped_column(info=OFFICE)
    overdue: Mapped[int] = mapped_column(info=OFFICE)
