"""Sign a client in by a real session row, without the cost of a password."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.auth import sessions
from portal.accounts.models import User
from portal.core.db import db, utcnow
from portal.core.tokens import mark_of_password
from tests.support.client import Client


def sign_in(client: Client, person: User, at: datetime | None = None) -> Client:
    """Make `client` the browser of `person`, signed in at `at` (now). Needs the app's context."""
    token = sessions.start_session(person, browser="a test", now=at or utcnow())
    db.session.commit()
    with client.session_transaction() as session:
        session.permanent = True
        session["_user_id"] = token
        session["_fresh"] = True
        session["csrf_token"] = mark_of_password(person.id, person.password_hash)
    client.page_with_token = "/me"
    return client
