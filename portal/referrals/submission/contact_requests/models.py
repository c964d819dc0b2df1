"""The table of requests that a producer sent to a contact of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.config.languages import DEFAULT
from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, SECRET, Model, Moment


class ContactRequest(Model):
    """“Tell me about yourself first”: seen by its producer and whoever holds the link; gone after 30 days."""

    __tablename__ = "contact_request"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True, info=OFFICE)
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id", ondelete="SET NULL"), info=OFFICE)
    called: Mapped[str] = mapped_column(String(160), info=personal_info(Erasing.SEARCHED))
    """How the producer calls them, for their own list."""
    language: Mapped[str] = mapped_column(String(2), default=DEFAULT, info=OFFICE)
    nonce: Mapped[str] = mapped_column(String(64), info=SECRET)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    made_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True, info=OFFICE)
    answers: Mapped[dict] = mapped_column(JSON, default=dict, info=personal_info(Erasing.SEARCHED))
    answered_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    referred_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    producer: Mapped[User] = relationship()
