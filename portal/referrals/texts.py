"""Texts that are offered and may be edited before they are sent: those of the office, else of the organisation."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, db


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


def offered(use: str, office_id: int, language: str) -> list[TextTemplate]:
    """The texts for `use` ("thanks", or an outcome) in `language`: the office's own, else the organisation's."""
    mine = select(TextTemplate).where(TextTemplate.use == use, TextTemplate.language == language)
    either = mine.where(or_(TextTemplate.office_id == office_id, TextTemplate.office_id.is_(None)))
    found = db.session.scalars(either.order_by(TextTemplate.id)).all()
    own = [text for text in found if text.office_id is not None]
    return own or list(found)


def by_use(uses: Iterable[str], office_id: int | None, language: str) -> dict[str, str]:
    """The text kept for each of `uses` that has one: the office's own before the organisation's. One statement."""
    mine = select(TextTemplate).where(TextTemplate.use.in_(list(uses)), TextTemplate.language == language)
    either = mine.where(or_(TextTemplate.office_id == office_id, TextTemplate.office_id.is_(None)))
    found = sorted(db.session.scalars(either.order_by(TextTemplate.id)), key=lambda kept: kept.office_id is not None)
    return {kept.use: kept.text for kept in found}


def filled(text: str, names: dict[str, str]) -> str:
    """`text` with each `{name}` of `names` said; any other brace stays as it was typed."""
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text
