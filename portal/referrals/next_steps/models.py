"""The next steps of referrals: at most one of each is still to come, the others stay for the history."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, Model, Moment, only_where


class NextStep(Model):
    """What is to happen on a day, as it was planned by one line of the history. Changing it adds another row."""

    __tablename__ = "next_step"
    __table_args__ = (Index("ix_next_step_to_come", "referral_id", unique=True, **only_where("ended_at IS NULL")),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True, info=OFFICE)
    line_id: Mapped[int] = mapped_column(ForeignKey("stage_move.id", ondelete="CASCADE"), unique=True, info=OFFICE)
    kind: Mapped[str] = mapped_column(String(12), info=OFFICE)
    """A code of `labels.KINDS`."""
    day: Mapped[date] = mapped_column(info=OFFICE)
    hour: Mapped[time | None] = mapped_column(info=OFFICE)
    """Both as the clocks of the office say them."""
    shown_from: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    """When that day begins there: from then on it waits in *My day*."""
    whom: Mapped[str] = mapped_column(String(160), default="", info=personal_info(Erasing.EMPTIED))
    place: Mapped[str] = mapped_column(String(160), default="", info=personal_info(Erasing.EMPTIED))
    uid: Mapped[str] = mapped_column(String(16), info=OFFICE)
    """What a calendar knows it by; the same through every change, which raises `sequence`."""
    sequence: Mapped[int] = mapped_column(default=0, info=OFFICE)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    """When it was done, removed, or changed into the next row."""
