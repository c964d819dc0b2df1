"""The tables of notices, and of how people want to have them by e-mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.activity.models import Entry
from portal.core.db import OFFICE, Model, Moment, only_where


class Notice(Model):
    """One entry of the log that one person should hear of."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_mine", "user_id", "at", "id"),
        Index("ix_notice_unread", "user_id", "id", **only_where("read_at IS NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), info=OFFICE)
    entry_id: Mapped[int] = mapped_column(ForeignKey("activity.id", ondelete="CASCADE"), index=True, info=OFFICE)
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    read_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    entry: Mapped[Entry] = relationship()


HOWS = "how IN ('now', 'daily', 'weekly', 'none')"


class MailChoice(Model):
    """How one person wants the notices of one group by e-mail; without a row, as their office does."""

    __tablename__ = "mail_choice"
    __table_args__ = (CheckConstraint(HOWS, name="how"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True, info=OFFICE)
    group: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICE)
    how: Mapped[str] = mapped_column(String(6), info=OFFICE)


class OfficeMailChoice(Model):
    """How the people of an office get the notices of one group by e-mail unless they chose themselves."""

    __tablename__ = "office_mail_choice"
    __table_args__ = (CheckConstraint(HOWS, name="how"),)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), primary_key=True, info=OFFICE)
    group: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICE)
    how: Mapped[str] = mapped_column(String(6), info=OFFICE)


class QuietHours(Model):
    """When no e-mail is sent to a person, in hours of their own time zone; the same hour twice: never quiet."""

    __tablename__ = "quiet_hours"
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True, info=OFFICE)
    begins: Mapped[int] = mapped_column(info=OFFICE)
    ends: Mapped[int] = mapped_column(info=OFFICE)
