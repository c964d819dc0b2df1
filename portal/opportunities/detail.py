"""What the page of a role shows to somebody, whichever view answers it."""

from __future__ import annotations

from flask import current_app

from portal.accounts.models import User
from portal.core.db import select_rows
from portal.opportunities import lifecycle, policy, queries, statements
from portal.opportunities.rows import OpportunityDetail
from portal.opportunities.saved import roles


def find_opportunity(user: User, opportunity_id: int) -> OpportunityDetail | None:
    """The role, if `user` may see it."""
    limits = policy.bound_values(user)
    found = select_rows(statements.select_one(frozenset(limits)), {"id": opportunity_id, **limits})
    return OpportunityDetail.from_row(found[0]) if found else None


def build_context(role: OpportunityDetail, viewer: User, *, starred: bool | None = None) -> dict:
    """The context of `opportunities/_role.html`; `starred`: whether `viewer` saved it, where that is known."""
    return {
        "role": role,
        "starred": roles.is_saved(role.id, viewer.id) if starred is None else starred,
        "similar": queries.find_similar(role),
        "may_refer": role.state == "open" and "referrals.submission.new" in current_app.view_functions,
        "of_staff": policy.is_staff_of(viewer, role.office_id),
        "may_write": policy.may_write(viewer, role),
        "changes": lifecycle.changes_from(role.state),
    }
