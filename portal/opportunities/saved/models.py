"""The tables of saved roles and saved searches. They go with the account of whoever saved them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, Model, Moment


class SavedRole(Model):
    """A role with the star of one person."""

    __tablename__ = "saved_role"
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True, info=OFFICE)
    opportunity_id: Mapped[int] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True, index=True, info=OFFICE
    )
    saved_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)


class SavedSearch(Model):
    """Filters of the list of roles that one person keeps. Nobody else reads them."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("user_id", "mark"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), info=OFFICE)
    filters: Mapped[dict] = mapped_column(JSON, info=personal_info(Erasing.STAYS))
    """As `Filters.address` writes them, always of open roles."""
    mark: Mapped[str] = mapped_column(String(32), info=OFFICE)
    """Of the filters: the same search is kept once."""
    saved_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    told_until: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    """Roles that opened until then were told, or are older than the search."""
    paused_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
