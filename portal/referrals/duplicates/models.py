"""What is known of people who may be the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, Model, Moment


class SecondMention(Model):
    """Somebody else named a person whom the office already knew; nothing of what they typed is kept."""

    __tablename__ = "second_mention"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True, info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)


class Likeness(Model):
    """Two candidates who may be one person, and what a recruiter said of it: `merged` or `distinct`."""

    __tablename__ = "likeness"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    first_id: Mapped[int] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), index=True, info=OFFICE)
    second_id: Mapped[int] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), index=True, info=OFFICE)
    why: Mapped[str] = mapped_column(String(40), info=OFFICE)
    """The facts that agree, as codes."""
    found_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    answer: Mapped[str | None] = mapped_column(String(8), info=OFFICE)
    reason: Mapped[str] = mapped_column(
        String(300),
        default="",
        info=personal_info(Erasing.DELETED, withheld="it tells of two people, who may not be one"),
    )
    """How who merged them knew; "" for what was merged before reasons were asked."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    answered_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
