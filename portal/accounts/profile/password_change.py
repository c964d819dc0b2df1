"""Changing one's own password."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from portal.accounts.auth import one_time_links, passwords, sessions
from portal.accounts.current_user import Person, row_of
from portal.accounts.events import PASSWORD_CHANGED
from portal.accounts.models import User
from portal.activity.log import record
from portal.core import rate_limits
from portal.core.db import db, unit_of_work
from portal.core.errors import Refused


class Stranger(Refused):
    """The present password is wrong, or was tried too often."""


def change_password(one: Person, present: str, new: str, *, now: datetime) -> None:
    """Give `one` who is here the `new` password, and end their sessions but the present one, their links and streams.

    Opens its own unit of work, after the slow hashing. Raises Stranger when `present` is not the password, with
    the same limit of tries as at sign-in; Refused when the new one is weak.
    """
    track = rate_limits.Track(current_app.config["SETTINGS"].sign_in_tries, f"password of {one.id}")
    if rate_limits.count_use(track):
        raise Stranger(_("Too many attempts. Wait fifteen minutes."))
    person = db.session.get_one(User, one.id)
    if not passwords.matches_password(person, present):
        raise Stranger(_("This is not your current password."))
    with unit_of_work():
        rate_limits.record_success(track)
    hashed = passwords.hash_new_password(person, new)
    with unit_of_work():
        person = row_of(one)
        person.password_hash = hashed
        one_time_links.end_links(one.id, now)
        sessions.end_all(one.id, now, but=one.sign_in_id)
        record(PASSWORD_CHANGED, person, by=person, now=now)
