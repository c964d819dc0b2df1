"""Everybody of a list becomes a person with their role, and is invited as planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts import memberships, users
from portal.accounts.models import User
from portal.admin.invitations import sending
from portal.admin.invitations.roster import Line
from portal.admin.invitations.waves import Plan
from portal.core.db import db
from portal.core.errors import Refused
from portal.offices.models import Office
from portal.producers import profiles


def find_known(lines: Sequence[Line]) -> set[str]:
    """Those addresses of `lines` that have an account already."""
    asked = [line.email for line in lines if line.email]
    return set(db.session.scalars(select(func.lower(User.email)).where(func.lower(User.email).in_(asked))))


def add_people(lines: Sequence[Line], plan: Plan | None, *, language: str, by: User, now: datetime) -> int:
    """Add everybody of `lines` who has no account, and invite them by `plan` (None: not now); how many were added.

    Their portal is in `language`, their days are those of their office. All or nothing: raises Refused when a line has
    an error, when nobody is left, and where they are to be invited and no letter leaves.
    """
    if any(line.error for line in lines):
        raise Refused(_("Correct the lines below first: nobody was added."))
    if plan is not None:
        sending.check_mail_server()
    known = find_known(lines)
    offices = {office.id: office for office in db.session.scalars(select(Office))}
    added: dict[int, list[User]] = {}
    for line in lines:
        if line.email not in known:
            added.setdefault(line.office_id, []).append(_add(line, offices[line.office_id], language, by, now))
    if not added:
        raise Refused(_("Everybody in this list has an account already."))
    everybody = [person for people in added.values() for person in people]
    if plan is not None:
        zone = offices[next(iter(added))].timezone
        for at, people in plan.waves(everybody, now=now, timezone=zone):
            if at is None:
                sending.invite_people(people, by=by, now=now)
            else:
                sending.invite_later(people, at=at, by=by, now=now)
    return len(everybody)


def _add(line: Line, office: Office, language: str, by: User, now: datetime) -> User:
    details = {"title": "", "phone": "", "language": language, "timezone": office.timezone}
    person = users.create_user(by=by, now=now, name=line.name, email=line.email, **details)
    held = {(office.id, line.role)}
    memberships.give_roles(person, held, admin=False, version=person.version, by=by, now=now)
    profiles.ensure_profile(person)
    return person
