"""The table of in-app notices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.activity.models import Entry
from portal.core.db import OFFICE, Model, Moment


class Notice(Model):
    """One entry of the log that one person should hear of."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_unread", "user_id", "read_at", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), info=OFFICE)
    entry_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), index=True, info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    read_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    entry: Mapped[Entry] = relationship()
