"""Who may do what, and who may come in at all. Every change ends the person's sessions and streams."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from portal.accounts.auth import one_time_links, sessions
from portal.accounts.events import DISABLED, ENABLED, ROLES_CHANGED
from portal.accounts.models import ROLES, Membership, User
from portal.accounts.users import check_version, flush_or_conflict
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import Refused

Held = set[tuple[int, str]]
"""Pairs of an office's id and a role."""


def roles_held_by(person: User) -> Held:
    """What `person` holds now."""
    return {(membership.office_id, membership.role) for membership in person.memberships}


def give_roles(person: User, wanted: Held, *, admin: bool, version: int | None, by: User, now: datetime) -> None:
    """Make `person` hold exactly the `wanted` roles, and be an admin or not.

    Raises Conflict when the person changed since `version`; Refused for an unknown role, and when this would
    take away the last admin.
    """
    check_version(person, version)
    if any(role not in ROLES for _office, role in wanted):
        raise Refused(_("There is no such role."))
    if person.is_admin and not admin:
        _keep_an_admin(person)
    if wanted == roles_held_by(person) and admin == person.is_admin:
        return
    _replace(person, wanted)
    person.is_admin = admin
    flag_modified(person, "is_admin")  # a change of roles is a change of the person: their version grows
    flush_or_conflict(person)
    person.__dict__.pop("roles", None)
    _send_away(person, now, by=by)
    record(ROLES_CHANGED, person, by=by, now=now, person=person.name)


def disable_person(person: User, *, version: int | None, by: User, now: datetime) -> None:
    """Shut the door: sessions, links and streams end. Raises Conflict; Refused for oneself and the last admin.

    Of `person`, as seen at `version`.
    """
    check_version(person, version)
    if person.id == by.id:
        raise Refused(_("You can’t disable yourself."))
    if person.is_admin:
        _keep_an_admin(person)
    if person.disabled_at is None:
        end_access(person, by=by, now=now)


def end_access(person: User, *, by: User | None, now: datetime) -> None:
    """Shut the door as `disable_person` does, whoever they are; by None: by whoever runs Relais."""
    person.disabled_at = now
    flush_or_conflict(person)
    one_time_links.end_links(person.id, now)
    sessions.end_all(person.id, now)
    record(DISABLED, person, by=by, now=now, person=person.name)


def enable_person(person: User, *, version: int | None, by: User, now: datetime) -> None:
    """Open the door again; the person signs in anew. Raises Conflict."""
    check_version(person, version)
    if person.disabled_at is None:
        return
    person.disabled_at = None
    flush_or_conflict(person)
    record(ENABLED, person, by=by, now=now, person=person.name)


def _keep_an_admin(person: User) -> None:
    others = select(func.count()).where(
        User.is_admin, User.disabled_at.is_(None), User.password_hash.is_not(None), User.id != person.id
    )
    if not db.session.scalar(others):
        raise Refused(_("%(name)s is the only administrator who can sign in. Name another first.", name=person.name))


def _replace(person: User, wanted: Iterable[tuple[int, str]]) -> None:
    kept = [membership for membership in person.memberships if (membership.office_id, membership.role) in wanted]
    held = {(membership.office_id, membership.role) for membership in kept}
    new = [Membership(office_id=office_id, role=role) for office_id, role in sorted(set(wanted) - held)]
    person.memberships = [*kept, *new]


def _send_away(person: User, now: datetime, *, by: User) -> None:
    sessions.end_all(person.id, now, but=by.sign_in_id if person.id == by.id else None)
