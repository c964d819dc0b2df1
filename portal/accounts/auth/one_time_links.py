"""One-time links: 256 random bits, kept as a digest, bound to a person and a purpose, expiring, used once.

Looking at a link changes nothing (mail scanners open links). Of ten who use it at once, one wins. A link that goes by
letter can be said again when the letter leaves: its token is derived from a nonce that only the letter's row keeps.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select, update

from portal.accounts.auth import sessions
from portal.accounts.current_user import row_of
from portal.accounts.events import INVITATION_ACCEPTED, INVITED, LINK_MADE, PASSWORD_CHANGED
from portal.accounts.models import OneTimeLink, User
from portal.activity.log import record
from portal.core.db import db
from portal.core.errors import LinkGone
from portal.core.tokens import derive_token, digest_token, new_token
from portal.mail import outbox

INVITATION, RESET, FIRST_ADMIN = "invitation", "reset", "first_admin"
PURPOSES = (INVITATION, RESET, FIRST_ADMIN)
INVITATION_LETTER = "accounts.invitation"
LETTER_LASTS = timedelta(hours=2)
"""How long a link works that somebody asked for by themselves."""


class PostedLink(NamedTuple):
    """A link as a letter tells it."""

    address: str
    expires_at: datetime


def make_invitation_link(person: User, *, by: User, now: datetime) -> str:
    """A link by which an invited person chooses a first password; returns its address, which is shown once.

    A letter brings it to them as well, where letters leave.
    """
    record(INVITED, person, by=by, now=now, person=person.name)
    end_links(person.id, now)
    nonce, token = _kept(person.id, INVITATION, now, _days())
    if current_app.config["SETTINGS"].smtp_url:
        outbox.post_letter(
            INVITATION_LETTER, to=f"user:{person.id}", key=f"invitation-{nonce}", now=now, nonce=nonce, by=by.id
        )
    return _address(INVITATION, token)


def make_reset_link(person: User, *, by: User, now: datetime) -> str:
    """A link by which a person chooses a new password; returns its address, which is shown once."""
    record(LINK_MADE, person, by=by, now=now, person=person.name)
    return make_link(person, RESET, now)


def make_link(person: User, purpose: str, now: datetime) -> str:
    """A link for `person`, who can't use the earlier ones any more. Returns its absolute address."""
    end_links(person.id, now)
    _nonce, token = _kept(person.id, purpose, now, _days())
    return _address(purpose, token)


def reset_by_letter(person: User, now: datetime) -> str:
    """A link to a new password that `person` asked for; returns the nonce by which their letter tells it.

    Their earlier links stay: a stranger who types an address must not end what an administrator handed on.
    """
    return _kept(person.id, RESET, now, LETTER_LASTS)[0]


def find_posted_link(person_id: int, purpose: str, nonce: str, *, now: datetime) -> PostedLink | None:
    """The link of that nonce, said again for its letter; None when it does not work any more.

    `person_id`: whose; `purpose`: what for.
    """
    token = derive_token(purpose, person_id, nonce)
    try:
        person_of(token, purpose, now=now)
    except LinkGone:
        return None
    ends = db.session.scalar(select(OneTimeLink.expires_at).where(OneTimeLink.token_digest == digest_token(token)))
    return PostedLink(_address(purpose, token), ends)


def person_of(token: str, purpose: str, *, now: datetime) -> User:
    """Whose link this is, changing nothing. Raises LinkGone. `token` must be for `purpose`."""
    query = select(User).join(OneTimeLink, OneTimeLink.user_id == User.id)
    person = db.session.scalar(query.where(*_usable(token, purpose, now), User.disabled_at.is_(None)))
    if person is None:
        raise LinkGone
    return person


def use_link(token: str, purpose: str, password_hash: str, *, now: datetime) -> User:
    """Use the link, once: its person gets this password, and their other links and sessions end.

    Raises LinkGone, also for all but one of those who come at the same time.
    `token` must be for `purpose`; the caller hashed the password to `password_hash` before.
    """
    person = row_of(person_of(token, purpose, now=now))
    used = update(OneTimeLink).where(*_usable(token, purpose, now)).values(used_at=now)
    if db.session.execute(used).rowcount != 1:
        raise LinkGone
    person.password_hash = password_hash
    end_links(person.id, now)
    sessions.end_all(person.id, now)
    record(PASSWORD_CHANGED if purpose == RESET else INVITATION_ACCEPTED, person, by=person, now=now)
    return person


def end_links(person_id: int, now: datetime) -> None:
    """End every link of a person."""
    mine = update(OneTimeLink).where(OneTimeLink.user_id == person_id, OneTimeLink.used_at.is_(None))
    db.session.execute(mine.values(used_at=now))


def _days() -> timedelta:
    return timedelta(days=current_app.config["SETTINGS"].invitation_days)


def _kept(person_id: int, purpose: str, now: datetime, lasts: timedelta) -> tuple[str, str]:
    nonce = new_token()
    token = derive_token(purpose, person_id, nonce)
    row = OneTimeLink(
        user_id=person_id, purpose=purpose, token_digest=digest_token(token), made_at=now, expires_at=now + lasts
    )
    db.session.add(row)
    db.session.flush()
    return nonce, token


def _address(purpose: str, token: str) -> str:
    path = current_app.url_map.bind("").build("accounts.invitations.show", {"purpose": purpose, "token": token})
    return current_app.config["SETTINGS"].host_url.rstrip("/") + path


def _usable(token: str, purpose: str, now: datetime) -> tuple:
    return (
        OneTimeLink.token_digest == digest_token(token),
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > now,
    )
