"""Files that people gave: bytes in the database, so that every web node has them, and backups and erasure miss none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, Model, Moment, db


class StoredFile(Model):
    """The bytes of one file and what they are; what it is called and whose it is stands in the feature's own table."""

    __tablename__ = "stored_file"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    media_type: Mapped[str] = mapped_column(String(100), info=OFFICE)
    size: Mapped[int] = mapped_column(info=OFFICE)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, info=personal_info(Erasing.DELETED))
    kept_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)


def store_file(content: bytes, media_type: str, *, now: datetime) -> StoredFile:
    """Keep `content`, which was checked to be of `media_type`; returns the row, flushed."""
    stored = StoredFile(media_type=media_type, size=len(content), content=content, kept_at=now)
    db.session.add(stored)
    db.session.flush()
    return stored


def delete_file(file_id: int) -> None:
    """Leave no byte of it."""
    stored = db.session.get(StoredFile, file_id)
    if stored is not None:
        db.session.delete(stored)
