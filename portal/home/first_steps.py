"""The first week: what somebody can do that an office needs before people are referred, until it is done.

Nobody ticks anything: each line is measured from what is there, and gone when it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, exists, func, select

from portal.accounts.models import Membership, User
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.producers.models import Profile

MEASURED = ("roles", "profiles", "partners", "offices", "without_address", "admins", "producers", "come")
"""What `build_measures` counts, in its order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what, and the address where it is done."""

    words: str
    url: str


def build_measures() -> list:
    """The columns that measure the beginning; `recruits` and `offices` are bound to the reader's offices."""
    in_office = Profile.office_id.in_(bindparam("offices", expanding=True))
    produces = exists().where(Membership.user_id == User.id, Membership.role == "producer")
    published = Opportunity.office_id.in_(bindparam("recruits", expanding=True)) & (Opportunity.state != "draft")
    measures: tuple[Select, ...] = (
        select(func.count(Opportunity.id)).where(published),
        select(func.count(Profile.user_id)).where(in_office),
        select(func.count(Profile.user_id)).where(in_office, Profile.partner_id.is_not(None)),
        select(func.count(Office.id)),
        select(func.min(Office.id)).where(Office.address == ""),
        select(func.count(User.id)).where(User.is_admin, User.disabled_at.is_(None)),
        select(func.count(User.id)).where(produces),
        select(func.count(User.id)).where(produces, User.password_hash.is_not(None)),
    )
    return [measure.scalar_subquery() for measure in measures]


def name_steps(person: User, measured: dict[str, int | None]) -> list[Step]:
    """The lines that are left to `person`, by what was `measured` (see MEASURED)."""
    steps = _of_admin(measured) if person.is_admin else []
    if person.offices_as("recruiter") and not measured["roles"]:
        steps.append(Step(_("Publish a first open role"), url_for("opportunities.editor.new")))
    if person.offices_as("recruiter", "manager") and measured["profiles"] and not measured["partners"]:
        steps.append(Step(_("Give the producers their partner recruiter"), url_for("producers.index")))
    return steps


def _of_admin(measured: dict[str, int | None]) -> list[Step]:
    if not measured["offices"]:
        return [Step(_("Open a first office"), url_for("admin.offices.new"))]
    steps = []
    if measured["without_address"]:
        where = url_for("admin.offices.show", office_id=measured["without_address"])
        steps.append(Step(_("Write the postal address of the office, which the law asks for in our e-mails"), where))
    if (measured["admins"] or 0) < 2 and not current_app.config["SETTINGS"].demo:
        steps.append(Step(_("Name a second administrator"), url_for("admin.users.new")))
    if not measured["producers"]:
        steps.append(Step(_("Invite the producers, from a list"), url_for("admin.invitations.show_list")))
    elif not measured["come"]:
        steps.append(Step(_("See which producers have come in"), url_for("admin.users.index", state="invited")))
    return steps
