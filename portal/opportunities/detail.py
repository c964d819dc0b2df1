"""What the page of a role shows to somebody, whichever view answers it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import current_app

from portal.accounts.models import User
from portal.core.db import select_rows
from portal.opportunities import lifecycle, policy, queries, statements
from portal.opportunities.models import Opportunity


class OpportunityDetail(NamedTuple):
    """Everything that the page of a role shows, in plain values: what is drawn of it is kept by them."""

    id: int
    version: int
    state: str
    field: str
    kind: str
    remote: str
    work_languages: str
    city: str
    pay_min_cents: int | None
    pay_max_cents: int | None
    pay_period: str
    currency: str
    title_fr: str
    title_en: str
    summary_fr: str
    summary_en: str
    opened_at: datetime | None
    closed_at: datetime | None
    pay_note_fr: str
    pay_note_en: str
    body_fr: str
    body_en: str
    office_id: int
    recruiter_id: int
    office: str
    office_version: int
    recruiter: str
    recruiter_title: str
    recruiter_phone: str
    recruiter_email: str
    recruiter_version: int
    licences: tuple[tuple[str, str], ...]
    """Those that are needed, each in French and in English."""

    in_language = Opportunity.in_language

    @classmethod
    def from_opportunity(cls, role: Opportunity) -> OpportunityDetail:
        """A role that is at hand already."""
        own = (getattr(role, name) for name in statements.OF_A_ROLE)
        office, asked = role.office, role.recruiter
        whom = (asked.name, asked.title, asked.phone, asked.email, asked.version)
        return cls(*own, office.name, office.version, *whom, _hashable(role.licences))


def find_opportunity(user: User, opportunity_id: int) -> OpportunityDetail | None:
    """The role, if `user` may see it."""
    limits = policy.bound_values(user)
    for *columns, licences in select_rows(statements.select_one(frozenset(limits)), {"id": opportunity_id, **limits}):
        return OpportunityDetail(*columns, _hashable(licences))
    return None


def build_context(role: OpportunityDetail, viewer: User) -> dict:
    """The context of `opportunities/_role.html`."""
    return {
        "role": role,
        "similar": queries.find_similar(role),
        "may_refer": role.state == "open" and "referrals.submission.new" in current_app.view_functions,
        "may_write": policy.may_write(viewer, role),
        "changes": lifecycle.changes_from(role.state),
    }


def _hashable(licences: list[dict]) -> tuple[tuple[str, str], ...]:
    return tuple((licence.get("fr", ""), licence.get("en", "")) for licence in licences)
