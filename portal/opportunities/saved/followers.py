"""Who saved a role."""

from __future__ import annotations

from sqlalchemy import select

from portal.core.db import select_rows
from portal.opportunities.saved.models import SavedRole


def followers_of(opportunity_id: int) -> list[int]:
    """The ids of the people who gave it a star."""
    query = select(SavedRole.user_id).where(SavedRole.opportunity_id == opportunity_id)
    return [user_id for (user_id,) in select_rows(query.order_by(SavedRole.user_id))]
