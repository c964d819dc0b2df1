"""Signal rows: what changed, and for whom it may matter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment


class Signal(Model):
    """`topic` (e.g. "referral-42") changed for `audience` (e.g. "user:17", "office:3:recruiter", "all")."""

    __tablename__ = "signal"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    topic: Mapped[str] = mapped_column(String(60), info=OFFICE)
    audience: Mapped[str] = mapped_column(String(60), info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, index=True, info=OFFICE)
