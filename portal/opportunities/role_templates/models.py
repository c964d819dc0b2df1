"""The table of templates of roles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import OFFICE, Model, Moment
from portal.offices.models import Office


class RoleTemplate(Model):
    """What a role of one office began from, under the title that it had; for its recruiters."""

    __tablename__ = "role_template"
    __table_args__ = (UniqueConstraint("office_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), info=OFFICE)
    name: Mapped[str] = mapped_column(String(160), info=OFFICE)
    values: Mapped[dict] = mapped_column(JSON, info=OFFICE)
    """By field of the form of a role."""
    kept_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    office: Mapped[Office] = relationship()
