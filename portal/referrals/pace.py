"""How many people a producer refers in a week: a reminder about quality, then a recruiter's go-ahead."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Model, Moment


class GoAhead(Model):
    """A producer past the limit asked to go on; a recruiter of their office answers."""

    __tablename__ = "go_ahead"
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True, info=OFFICE)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id", ondelete="CASCADE"), index=True, info=OFFICE)
    asked_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    answered_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), info=OFFICE)
    granted: Mapped[bool] = mapped_column(default=False, info=OFFICE)
