"""Each producer has one partner recruiter."""

from __future__ import annotations

from sqlalchemy import select

from portal.core.db import db
from portal.producers.models import Profile


def partner_of(user_id: int) -> int | None:
    """The id of the partner recruiter of this producer; None without a profile or a partner."""
    return db.session.scalar(select(Profile.partner_id).where(Profile.user_id == user_id))
