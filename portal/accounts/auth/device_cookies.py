"""Browsers that signed in before: a signed cookie of a year by which an account knows them again.

It opens nothing. A browser that has it is counted by itself when a password is wrong, so that strangers who try
somebody's account can't shut its owner out (OWASP, device cookies).
"""

from __future__ import annotations

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select

from portal.accounts.models import User
from portal.core.db import db
from portal.core.tokens import new_token
from portal.web.http import session_cookie
from portal.web.http.session_cookie import YEAR

MOST = 8
"""Accounts that one browser is known by: those of a family or a counter."""


def of_account(email: str) -> str | None:
    """The random name by which the account of this address (lower case) knows this browser; None: it does not."""
    known = _known()
    person_id = db.session.scalar(select(User.id).where(User.email == email)) if known else None
    return known.get(str(person_id))


def remember_device(response, user_id: int):
    """Let the account know this browser from now on; returns the response."""
    known = _known()
    name = known.pop(str(user_id), None) or new_token()
    last = dict([*known.items(), (str(user_id), name)][-MOST:])
    return session_cookie.set_lasting_cookie(response, _cookie(), _signer().dumps(last))


def _known() -> dict[str, str]:
    try:
        return _signer().loads(request.cookies.get(_cookie(), ""), max_age=YEAR)
    except BadSignature:
        return {}


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt="relais-device")
