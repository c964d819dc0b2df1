"""Making people known to the portal and keeping their details."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.auth import one_time_links
from portal.accounts.events import CREATED, DETAILS_CHANGED, DETAILS_CORRECTED
from portal.accounts.models import User
from portal.activity.log import record
from portal.core import search
from portal.core.contact_details import phone_numbers
from portal.core.db import db
from portal.core.errors import Conflict, Refused
from portal.jobs import reindexing

DETAILS = ("name", "email", "title", "phone", "language", "timezone", "theme")


def create_user(*, by: User | None, now: datetime, name: str, email: str, **details) -> User:
    """A new person without password or role. Raises Refused when the e-mail is somebody's already.

    `name` and `email` as they are shown, `details` by DETAILS.
    """
    _check_free(email)
    person = User(name=name, email=email.lower(), created_at=now, **details)
    db.session.add(person)
    flush_or_conflict(person)
    make_findable(person)
    record(CREATED, person, by=by, now=now, person=name)
    return person


def change_user(person: User, *, by: User, now: datetime, version: int | None = None, **details) -> None:
    """Give `person` these details (names in DETAILS). One-time links that went to another address end with it.

    `version` is what the form was made of. Raises Conflict when somebody else changed the person since, and
    Refused when the e-mail is somebody else's.
    """
    check_version(person, version)
    if "email" in details:
        details["email"] = details["email"].lower()
        _check_free(details["email"], but=person.id)
    for name in DETAILS:
        if name in details:
            setattr(person, name, details[name])
    if not db.session.is_modified(person):
        return
    goes_elsewhere = inspect(person).attrs.email.history.has_changes()
    flush_or_conflict(person)
    if goes_elsewhere:
        one_time_links.end_links(person.id, now)
    make_findable(person)
    if by.id == person.id:
        record(DETAILS_CHANGED, person, by=by, now=now)
    else:
        record(DETAILS_CORRECTED, person, by=by, now=now, person=person.name)


def make_findable(person: User) -> None:
    """Let search find a person by name, e-mail, title and phone number."""
    reached = [person.email, *phone_numbers.found_by(person.phone)]
    search.index_row("person", person.id, person.title, own=[person.name], others=reached)


reindexing.declare_index("person", User, make_findable)


def check_version(person: User, version: int | None) -> None:
    """Raises Conflict when `version` (None: don't ask) is not the person's present one."""
    if version is not None and version != person.version:
        raise Conflict(_("Someone else has edited this record.", name=person.name), person)


def flush_or_conflict(person: User) -> None:
    """Send the changes of `person` to the database.

    Raises Conflict when another unit of work was faster, Refused when it took the e-mail address.
    """
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise Refused(_("Someone already has this e-mail address.")) from None
    except StaleDataError:
        db.session.rollback()
        raise Conflict(_("Someone else has edited this record.", name=person.name), person) from None


def _check_free(email: str, but: int | None = None) -> None:
    taken = select(User.id).where(func.lower(User.email) == email.lower(), User.id != (but or 0))
    if db.session.scalar(taken):
        raise Refused(_("Someone already has this e-mail address."))
