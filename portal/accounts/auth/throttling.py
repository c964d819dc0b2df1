"""Who tried too often to come in: how tries are counted, and what is said.

Each is counted before the password is looked at: for its account from its network, and, far higher, for the account
from anywhere and for the network with any account. Ten errors of one colleague shut nobody else of the office out, and
a stranger's shut nobody out who comes with a browser that signed in before: that one is counted by itself.
"""

from __future__ import annotations

import math

from flask import current_app
from flask_babel import ngettext

from portal.accounts.auth import device_cookies
from portal.core.rate_limits import Track
from portal.web.htmx import answer_refused
from portal.web.http import client_network

OF_ACCOUNT, OF_NETWORK = 10, 20
"""How many times as many tries an account takes from all networks, and a network for all accounts."""


def tracks_of_sign_in(email: str) -> list[Track]:
    """What a try to sign in with this address (lower case) counts for; the narrowest first."""
    rule = current_app.config["SETTINGS"].sign_in_tries
    if device := device_cookies.of_account(email):
        return [Track(rule, f"sign-in by {device}")]
    here = client_network.current_network()
    return [
        Track(rule, f"sign-in of {email} from {here}"),
        Track(rule, f"sign-in of {email}", OF_ACCOUNT),
        Track(rule, f"sign-in from {here}", OF_NETWORK),
    ]


def tracks_of_letter(email: str, rule: str) -> list[Track]:
    """What asking for a letter to this address (lower case) counts for: `rule` is how many it may be sent."""
    if device := device_cookies.of_account(email):
        return [Track(rule, f"letter by {device}")]
    tries = current_app.config["SETTINGS"].sign_in_tries
    return [
        Track(rule, f"letter to {email}"),
        Track(tries, f"letter from {client_network.current_network()}", OF_NETWORK),
    ]


def come_back(template: str, form, seconds: int, **context):
    """Answer 429: `form` in place, with what was typed and, at its `email`, in how many `seconds` to come back."""
    form.email.errors = [
        ngettext(
            "Too many attempts. Try again in %(num)s minute.",
            "Too many attempts. Try again in %(num)s minutes.",
            math.ceil(seconds / 60),
        )
    ]
    response = answer_refused(template, status=429, form=form, **context)
    response.headers["Retry-After"] = str(seconds)
    return response
