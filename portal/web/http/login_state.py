"""What Flask-Login keeps of who is here, under names of its own: no other file knows them (docs/libraries.md)."""

from __future__ import annotations

from flask import g, session
from flask_login import AnonymousUserMixin

KEY = "_user_id"
"""The key of the cookie under which Flask-Login looks for what `user_loader` is given: here the token of a session."""
_FRESH = "_fresh"
_PERSON = "_login_user"


def session_token() -> str | None:
    """The token of the session that the cookie names, whether or not that session still lasts."""
    return session.get(KEY)


def keep_token(new: str) -> None:
    """Let the cookie name this session from now on."""
    session[KEY] = new
    session[_FRESH] = True


def ask_again() -> None:
    """Whoever asks from now on in this request who is here has it looked up anew."""
    g.pop(_PERSON, None)


def is_known() -> bool:
    """Whether this request has already looked up who is here."""
    return _PERSON in g


def be_nobody() -> None:
    """For the rest of this request nobody is here, and the database is not asked."""
    setattr(g, _PERSON, AnonymousUserMixin())
