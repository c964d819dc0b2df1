"""Keeping a role as a template of its office, and finding those that somebody may begin with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core import locks
from portal.core.db import db
from portal.opportunities.models import Opportunity
from portal.opportunities.role_templates.models import RoleTemplate


def select_templates(user: User) -> Select:
    """The templates of the offices where `user` recruits, by office and name; of all for administrators."""
    query = select(RoleTemplate).where(user.within(RoleTemplate.office_id, "recruiter"))
    return query.options(joinedload(RoleTemplate.office)).order_by(RoleTemplate.office_id, RoleTemplate.name)


def find_template(template_id: int, user: User) -> RoleTemplate:
    """The template of that id if `user` may begin with it; else 404."""
    return db.first_or_404(select_templates(user).where(RoleTemplate.id == template_id))


def keep_template(role: Opportunity, values: dict, *, by: User, now: datetime) -> RoleTemplate:
    """Keep `values` (by field of the form), which are those of `role`, as a template of its office under its title.

    A template of that name takes its words instead of its own.
    """
    name = role.in_language("title", role.office.language)[0]
    locks.take_lock(f"role-templates:{role.office_id}")
    same = select(RoleTemplate).where(RoleTemplate.office_id == role.office_id, RoleTemplate.name == name)
    kept = db.session.scalar(same) or RoleTemplate(office_id=role.office_id, name=name)
    kept.values, kept.kept_at, kept.by_id = values, now, by.id
    db.session.add(kept)
    db.session.flush()
    return kept


def delete_template(template: RoleTemplate) -> None:
    """Throw it away; the roles that began with it stay as they are."""
    db.session.delete(template)
