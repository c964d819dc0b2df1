"""What an administrator wants to know at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, exists, func, or_, select

from portal.accounts.models import ROLES, Membership, User
from portal.core.db import db
from portal.offices.models import Office
from portal.referrals.record.models import Referral


@dataclass(frozen=True, slots=True)
class People:
    """How many people there are, who still has to accept an invitation, and whose account is shut."""

    active: int
    invited: int
    disabled: int
    admins: int


def count_people() -> People:
    """The counts of people."""
    enabled = User.disabled_at.is_(None)
    figures = select(
        func.sum(case((enabled & User.password_hash.is_not(None), 1), else_=0)),
        func.sum(case((enabled & User.password_hash.is_(None), 1), else_=0)),
        func.sum(case((enabled, 0), else_=1)),
        func.sum(case((enabled & User.is_admin, 1), else_=0)),
    )
    return People(*(int(figure or 0) for figure in db.session.execute(figures).one()))


def list_offices() -> list[tuple[Office, dict[str, int]]]:
    """Every office by name, with how many people hold each role there."""
    held = select(Membership.office_id, Membership.role, func.count()).group_by(Membership.office_id, Membership.role)
    counts = {(office_id, role): number for office_id, role, number in db.session.execute(held)}
    every = db.session.scalars(select(Office).order_by(Office.name))
    return [(office, {role: counts.get((office.id, role), 0) for role in ROLES}) for office in every]


def office_names() -> list[tuple[int, str]]:
    """(id, name) of every office."""
    return [(id_, name) for id_, name in db.session.execute(select(Office.id, Office.name).order_by(Office.name))]


def list_unstaffed_offices() -> list[str]:
    """The names of the offices that have people or open referrals, and nobody who recruits and may sign in."""
    recruits = Membership.user.has(User.disabled_at.is_(None)), Membership.role == "recruiter"
    staffed = exists().where(Membership.office_id == Office.id, *recruits)
    left = exists().where(Referral.office_id == Office.id, Referral.closed_at.is_(None))
    produces = exists().where(Membership.office_id == Office.id, Membership.role == "producer")
    return list(db.session.scalars(select(Office.name).where(~staffed, or_(left, produces)).order_by(Office.name)))
