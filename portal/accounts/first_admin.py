"""The first administrator of an empty installation comes in by a one-time link."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from portal.accounts.auth import one_time_links
from portal.accounts.models import User
from portal.core.db import db, unit_of_work, utcnow

NOBODY_YET = "first-admin@relais.invalid"
"""The address of an administrator who has not said who they are; the page of the link asks."""


def link_for_first_admin(now: datetime | None = None) -> str | None:
    """A one-time link for the first administrator; the links of earlier runs stop working.

    None once an administrator who may come in has chosen a password. Needs the app's context, opens its own unit of
    work.
    """
    now = now or utcnow()
    with unit_of_work():
        able = select(User).where(User.is_admin, User.disabled_at.is_(None))
        admins = list(db.session.scalars(able.order_by(User.id)))
        if any(admin.password_hash for admin in admins):
            return None
        admin = admins[0] if admins else _somebody(now)
        return one_time_links.make_link(admin, one_time_links.FIRST_ADMIN, now)


def _somebody(now: datetime) -> User:
    language = current_app.config["SETTINGS"].default_language
    admin = User(name="Administration", email=NOBODY_YET, is_admin=True, language=language, created_at=now)
    db.session.add(admin)
    db.session.flush()
    return admin
