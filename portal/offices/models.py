"""The table of offices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String, false
from sqlalchemy.orm import Mapped, mapped_column

from portal.config import languages
from portal.core.db import OFFICE, PUBLIC, Model, Moment
from portal.core.translated import among_languages


class Office(Model):
    """One office. `region` is an ISO 3166-2 code such as CA-QC or FR-IDF."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint(among_languages(), name="language"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=PUBLIC)
    name: Mapped[str] = mapped_column(String(120), unique=True, info=PUBLIC)
    slug: Mapped[str] = mapped_column(String(60), unique=True, info=PUBLIC)
    city: Mapped[str] = mapped_column(String(120), info=PUBLIC)
    region: Mapped[str] = mapped_column(String(8), info=PUBLIC)
    address: Mapped[str] = mapped_column(String(240), default="", info=PUBLIC)
    phone: Mapped[str] = mapped_column(String(20), default="", info=PUBLIC)
    language: Mapped[str] = mapped_column(String(2), default=languages.DEFAULT, info=PUBLIC)
    timezone: Mapped[str] = mapped_column(String(40), default="America/Toronto", info=PUBLIC)
    currency: Mapped[str] = mapped_column(String(3), default="CAD", info=PUBLIC)
    second_confirms: Mapped[bool] = mapped_column(default=False, server_default=false(), info=OFFICE)
    """Whether a consent that a recruiter recorded counts only once a second person of the office confirmed it."""
    board_version: Mapped[int] = mapped_column(default=1, info=OFFICE)
    """Grows with every change of a card of this office: the key of cached columns and ETags."""
    created_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    version: Mapped[int] = mapped_column(default=1, info=OFFICE)

    @property
    def in_quebec(self) -> bool:
        """Whether the Charter of the French language applies to its postings."""
        return self.region == "CA-QC"
