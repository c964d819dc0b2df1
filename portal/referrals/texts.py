"""Texts that are offered and may be edited before they are sent: those of the office, else of the organisation."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model


class TextTemplate(Model):
    """One text for one use in one language; of one office, or of the whole organisation (no office)."""

    __tablename__ = "text_template"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        Index("ix_text_template_use", "use", "language", "office_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), info=OFFICE)
    use: Mapped[str] = mapped_column(String(60), info=OFFICE)
    language: Mapped[str] = mapped_column(String(2), info=OFFICE)
    title: Mapped[str] = mapped_column(String(120), default="", info=OFFICE)
    text: Mapped[str] = mapped_column(Text, info=OFFICE)
