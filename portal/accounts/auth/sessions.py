"""Sessions: begun at sign-in under a new token, idle and absolute limits, ended one by one or all at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, or_, select, update

from portal.accounts.current_user import Person, person_with
from portal.accounts.models import SignIn, User
from portal.core.db import db
from portal.core.tokens import digest_token, new_token

TOUCH_EVERY = timedelta(minutes=1)


def start_session(user: User, *, browser: str, now: datetime) -> str:
    """Open a session for `user`; return its token, which only the browser will keep."""
    token = new_token()
    db.session.add(
        SignIn(user_id=user.id, token_digest=_kept(token), began_at=now, last_deed_at=now, browser=browser[:200])
    )
    return token


def person_of(token: str, *, now: datetime, idle: timedelta, longest: timedelta) -> Person | None:
    """The person whose session `token` is and still lasts, with their roles, in one statement; else None.

    `idle` is how long it may be without a deed, `longest` how long it may last in all.
    """
    return person_with(token, digest=_kept(token), used_after=now - idle, begun_after=now - longest)


def _kept(token: str) -> str:
    """How a session's token is kept: one of the demo, which asks for no password, is none where no demo is served."""
    return digest_token(f"demo:{token}" if current_app.config["SETTINGS"].demo else token)


def is_stale(last_deed_at: datetime, now: datetime) -> bool:
    """Whether the moment of the last deed is worth writing again."""
    return now - last_deed_at > TOUCH_EVERY


def touch_session(sign_in_id: int, now: datetime) -> None:
    """Keep that the person did something. Background refreshes must not call this."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_deed_at=now))


def end_session(sign_in_id: int, now: datetime) -> None:
    """End one session."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=now))


def end_by_token(token: str, now: datetime) -> None:
    """End the session that `token` names, if there is one."""
    named = update(SignIn).where(SignIn.token_digest == _kept(token), SignIn.ended_at.is_(None))
    db.session.execute(named.values(ended_at=now))


def end_all(user_id: int, now: datetime, *, but: int | None = None) -> None:
    """End every open session of a person, except the one with id `but`."""
    mine = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    db.session.execute((mine if but is None else mine.where(SignIn.id != but)).values(ended_at=now))


def open_of(user_id: int, *, now: datetime, idle: timedelta, longest: timedelta) -> list[SignIn]:
    """The sessions of a person that can still be used, newest first.

    Of `user_id`; `idle` and `longest` as in `person_of`.
    """
    query = select(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None))
    query = query.where(SignIn.last_deed_at > now - idle, SignIn.began_at > now - longest)
    return list(db.session.scalars(query.order_by(SignIn.id.desc())))


def delete_old_sessions(now: datetime) -> int:
    """Delete sessions that ended or were last used more than 30 days ago; how many."""
    old = now - timedelta(days=30)
    return db.session.execute(delete(SignIn).where(or_(SignIn.ended_at < old, SignIn.last_deed_at < old))).rowcount
