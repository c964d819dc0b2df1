"""The append-only log."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, Model, Moment


class Entry(Model):
    """One thing that somebody (or Relais itself, `actor_id` None) did to one subject."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_subject", "subject_type", "subject_id", "id"),
        Index("ix_activity_office", "office_id", "id"),
        Index("ix_activity_actor", "actor_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    kind: Mapped[str] = mapped_column(String(60), info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, index=True, info=OFFICE)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    actor_name: Mapped[str] = mapped_column(String(160), default="", info=OFFICE)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), info=OFFICE)
    subject_type: Mapped[str] = mapped_column(String(40), info=OFFICE)
    subject_id: Mapped[int] = mapped_column(info=OFFICE)
    facts: Mapped[dict] = mapped_column(JSON, default=dict, info=personal_info(Erasing.SEARCHED))


class Line(NamedTuple):
    """An entry as it is just written, for the readers of the log: its columns by the same names, and no entity."""

    id: int
    kind: str
    at: datetime
    actor_id: int | None
    actor_name: str
    office_id: int | None
    subject_type: str
    subject_id: int
    facts: dict
