"""Erasing a person: the ledger that says so, which outlives them and is replayed after a restore."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment


class Erasure(Model):
    """That the data of one subject was erased, by an id that tells nothing of them."""

    __tablename__ = "erasure"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    subject: Mapped[str] = mapped_column(String(40), unique=True, info=OFFICE)
    """A kind and an id, as in "candidate:5"."""
    why: Mapped[str] = mapped_column(String(12), info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
