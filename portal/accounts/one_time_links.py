"""One-time links: 256 random bits, kept as a digest, bound to a person and a purpose, expiring, used once.

Looking at a link changes nothing (mail scanners open links). Of ten who use it at once, one wins.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select, update

from portal.accounts import sign_ins
from portal.accounts.activities import INVITATION_ACCEPTED, INVITED, LINK_MADE, PASSWORD_CHANGED
from portal.accounts.models import OneTimeLink, User
from portal.activity.log import record
from portal.core.db import db
from portal.core.refusals import Refused
from portal.core.tokens import digest, new_token

INVITATION, RESET, FIRST_ADMIN = "invitation", "reset", "first_admin"
PURPOSES = (INVITATION, RESET, FIRST_ADMIN)


class LinkGone(Refused):
    """The link is unknown, used, expired or not for this: nobody is told which."""

    def __init__(self):
        super().__init__(_("This link doesn’t work any more."))


def invite(person: User, *, by: User, now: datetime) -> str:
    """A link by which an invited person chooses a first password; returns its address, which is shown once."""
    record(INVITED, person, by=by, now=now, person=person.name)
    return make(person, INVITATION, now)


def reset(person: User, *, by: User, now: datetime) -> str:
    """A link by which a person chooses a new password; returns its address, which is shown once."""
    record(LINK_MADE, person, by=by, now=now, person=person.name)
    return make(person, RESET, now)


def make(person: User, purpose: str, now: datetime) -> str:
    """A link for `person`, who can't use the earlier ones any more. Returns its absolute address."""
    void(person.id, now)
    token, settings = new_token(), current_app.config["SETTINGS"]
    ends = now + timedelta(days=settings.invitation_days)
    kept = OneTimeLink(user_id=person.id, purpose=purpose, token_digest=digest(token), made_at=now, expires_at=ends)
    db.session.add(kept)
    db.session.flush()
    path = current_app.url_map.bind("").build("accounts.invitations.show", {"purpose": purpose, "token": token})
    return settings.host_url.rstrip("/") + path


def person_of(token: str, purpose: str, *, now: datetime) -> User:
    """Whose link this is, changing nothing. Raises LinkGone."""
    query = select(User).join(OneTimeLink, OneTimeLink.user_id == User.id)
    person = db.session.scalar(query.where(*_usable(token, purpose, now), User.disabled_at.is_(None)))
    if person is None:
        raise LinkGone
    return person


def accept(token: str, purpose: str, password_hash: str, *, now: datetime) -> User:
    """Use the link, once: its person gets this password, and their other links and sessions end.

    Raises LinkGone, also for all but one of those who come at the same time.
    """
    person = person_of(token, purpose, now=now)
    used = update(OneTimeLink).where(*_usable(token, purpose, now)).values(used_at=now)
    if db.session.execute(used).rowcount != 1:
        raise LinkGone
    person.password_hash = password_hash
    void(person.id, now)
    sign_ins.end_all(person.id, now)
    record(PASSWORD_CHANGED if purpose == RESET else INVITATION_ACCEPTED, person, by=person, now=now)
    return person


def void(person_id: int, now: datetime) -> None:
    """End every link of a person."""
    mine = update(OneTimeLink).where(OneTimeLink.user_id == person_id, OneTimeLink.used_at.is_(None))
    db.session.execute(mine.values(used_at=now))


def _usable(token: str, purpose: str, now: datetime) -> tuple:
    return (
        OneTimeLink.token_digest == digest(token),
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
    )
