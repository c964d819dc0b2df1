"""The producers of one office with their fields, for what open roles tell and ask them."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.models import Membership, User
from portal.core.db import select_rows
from portal.opportunities.announcements.audience import Producer
from portal.producers.models import Profile


def producers_of(office_id: int) -> list[Producer]:
    """Those who may sign in, by name; without a profile they have said no field."""
    query = select(User.id, User.name, User.language, Profile.fields).join(Membership, Membership.user_id == User.id)
    query = query.join(Profile, Profile.user_id == User.id, isouter=True)
    query = query.where(Membership.office_id == office_id, Membership.role == "producer", User.disabled_at.is_(None))
    found = select_rows(query.order_by(User.sort_name, User.id))
    return [Producer(id_, name, language, tuple(fields or ())) for id_, name, language, fields in found]
