"""The table of producers' profiles."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.core.db import OFFICE, Model
from portal.offices.models import Office


class Profile(Model):
    """What a producer tells of themselves, and who their partner recruiter is."""

    __tablename__ = "producer_profile"
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True, info=OFFICE)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True, info=OFFICE)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id"), index=True, info=OFFICE)
    fields: Mapped[list] = mapped_column(JSON, default=list, info=OFFICE)
    languages: Mapped[list] = mapped_column(JSON, default=list, info=OFFICE)
    region: Mapped[str] = mapped_column(String(120), default="", info=OFFICE)
    since: Mapped[date | None] = mapped_column(info=OFFICE)
    growth: Mapped[str] = mapped_column(Text, default="", info=OFFICE)
    contact_preference: Mapped[str] = mapped_column(String(8), default="phone", info=OFFICE)
    version: Mapped[int] = mapped_column(default=1, info=OFFICE)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    partner: Mapped[User | None] = relationship(foreign_keys=[partner_id])
    office: Mapped[Office] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @property
    def id(self) -> int:
        """A profile is known by its person."""
        return self.user_id
