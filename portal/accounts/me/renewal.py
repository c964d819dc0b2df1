"""Changing one's own password."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from portal.accounts import one_time_links, passwords, sign_ins
from portal.accounts.activities import PASSWORD_CHANGED
from portal.accounts.models import User
from portal.activity.log import record
from portal.core import limits
from portal.core.db import db, writing
from portal.core.refusals import Refused


class Stranger(Refused):
    """The present password is wrong, or was tried too often."""


def change_password(person: User, present: str, new: str, *, now: datetime) -> None:
    """Give `person` the `new` password, and end their sessions but the present one, their links and streams.

    Opens its own unit of work, after the slow hashing. Raises Stranger when `present` is not the password, with
    the same limit of tries as at sign-in; Refused when the new one is weak.
    """
    rule, track = current_app.config["SETTINGS"].sign_in_tries, ("sign-in", f"password:{person.id}")
    if limits.seconds_to_wait(rule, *track):
        raise Stranger(_("Too many tries. Wait a quarter of an hour."))
    if not passwords.matches(person, present):
        limits.count(rule, *track)
        raise Stranger(_("This is not your present password."))
    hashed, person_id, here = passwords.judged(person, new), person.id, person.sign_in.id
    with writing():
        person = db.session.get_one(User, person_id)
        person.password_hash = hashed
        one_time_links.void(person_id, now)
        sign_ins.end_all(person_id, now, but=here)
        record(PASSWORD_CHANGED, person, by=person, now=now)
