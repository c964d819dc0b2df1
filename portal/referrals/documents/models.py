"""The table of CVs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, Model, Moment


class Document(Model):
    """One file of a candidate: its own name for it, its bytes elsewhere, and the words that were read in it."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), index=True, info=OFFICE)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True, info=OFFICE)
    name: Mapped[str] = mapped_column(String(160), info=personal_info(Erasing.DELETED))
    kind: Mapped[str] = mapped_column(String(4), info=OFFICE)
    size: Mapped[int] = mapped_column(info=OFFICE)
    text: Mapped[str] = mapped_column(Text, default="", info=personal_info(Erasing.DELETED))
    added_by: Mapped[str] = mapped_column(String(160), default="", info=OFFICE)
    """The name of who of the office was given it; "" of what the candidate gave themselves."""
    added_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
