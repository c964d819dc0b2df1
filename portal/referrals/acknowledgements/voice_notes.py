"""Voice messages: their table, and those of one story."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.columns import Erasing, personal_info
from portal.core.db import OFFICE, Model, Moment, db
from portal.core.files import file_store


class VoiceNote(Model):
    """A voice message in the story of a referral; after its deletion only that there was one."""

    __tablename__ = "voice_note"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True, info=OFFICE)
    line_id: Mapped[int] = mapped_column(ForeignKey("stage_move.id", ondelete="CASCADE"), unique=True, info=OFFICE)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), unique=True, info=OFFICE)
    extension: Mapped[str] = mapped_column(String(4), info=OFFICE)
    seconds: Mapped[int] = mapped_column(info=OFFICE)
    summary: Mapped[str] = mapped_column(Text, default="", info=personal_info(Erasing.EMPTIED))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)


def find_voice_notes(referral_id: int) -> dict[int, VoiceNote]:
    """The voice messages of a referral, by the line of the story that each belongs to."""
    mine = select(VoiceNote).where(VoiceNote.referral_id == referral_id)
    return {note.line_id: note for note in db.session.scalars(mine)}


def delete_voice_note(note: VoiceNote, *, now: datetime) -> None:
    """Leave no byte of what was said, nor of its words in writing; the story keeps that there was a message."""
    file_id = note.file_id
    note.deleted_at, note.file_id, note.summary = note.deleted_at or now, None, ""
    db.session.flush()
    if file_id is not None:
        file_store.delete_file(file_id)
