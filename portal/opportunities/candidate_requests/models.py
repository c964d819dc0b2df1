"""The table of requests for a candidate: one row for each producer who was asked about a role."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, Model, Moment
from portal.opportunities.models import Opportunity

ANSWERS = ("have", "not_now", "more")


class CandidateRequest(Model):
    """A recruiter asked one producer about one role; the producer answers, and may ask back."""

    __tablename__ = "candidate_request"
    __table_args__ = (
        CheckConstraint("answer IN ('', 'have', 'not_now', 'more')", name="answer"),
        Index("ix_candidate_request_asked", "user_id", "asked_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    opportunity_id: Mapped[int] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), index=True, info=OFFICE
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), info=OFFICE)
    """The producer who is asked."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), index=True, info=OFFICE)
    message: Mapped[str] = mapped_column(Text, info=personal_info(Erasing.SEARCHED))
    asked_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    answer: Mapped[str] = mapped_column(String(8), default="", info=OFFICE)
    question: Mapped[str] = mapped_column(Text, default="", info=personal_info(Erasing.SEARCHED))
    """What the producer wants to know."""
    answered_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    reply: Mapped[str] = mapped_column(Text, default="", info=personal_info(Erasing.SEARCHED))
    """What a recruiter said to that."""
    replied_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    opportunity: Mapped[Opportunity] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
