"""The table of what the office was given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, Model, Moment


class AddedContact(Model):
    """One number or address of a candidate, and who of the office added it. Nothing is ever written to it by Relais."""

    __tablename__ = "added_contact"
    __table_args__ = (UniqueConstraint("candidate_id", "value"),)
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), info=OFFICE)
    value: Mapped[str] = mapped_column(String(254), info=personal_info(Erasing.DELETED))
    """An address with an @, else a phone number (E.164)."""
    added_by: Mapped[str] = mapped_column(String(160), info=OFFICE)
    """The name of who added it."""
    added_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
