"""What the page of a role shows to somebody, whichever view answers it."""

from __future__ import annotations

from flask import current_app, url_for

from portal.accounts.models import User
from portal.opportunities import browsing, policy, publishing
from portal.opportunities.models import Opportunity


def shown(role: Opportunity, viewer: User) -> dict:
    """The context of `opportunities/_role.html`."""
    return {
        "role": role,
        "similar": browsing.similar(role),
        "refer_url": _refer_url(role),
        "may_write": policy.may_write(viewer, role),
        "changes": publishing.changes_from(role.state),
    }


def _refer_url(role: Opportunity) -> str | None:
    """Where to refer somebody for `role`; None when it does not take anybody."""
    if role.state != "open" or "referrals.new" not in current_app.view_functions:
        return None
    return url_for("referrals.new", opportunity=role.id)
