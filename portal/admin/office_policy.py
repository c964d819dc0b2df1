"""Who reads the page of an office, and who changes its settings."""

from __future__ import annotations

from flask_login import current_user

from portal.core.db import db
from portal.offices.models import Office


def find_office(office_id: int) -> Office:
    """The office, if the person belongs to it; else 404."""
    return db.first_or_404(db.select(Office).where(Office.id == office_id, current_user.within(Office.id)))


def may_run(office: Office) -> bool:
    """Whether the person changes the settings of this office: its managers, and administrators."""
    return current_user.is_admin or current_user.holds("manager", office.id)
