"""The addresses of this wing."""

from __future__ import annotations

from flask import Blueprint

from portal.accounts.preferences.views import bp as preferences
from portal.accounts.sign_in.views import bp as sign_in

bp = Blueprint("accounts", __name__)
for room in (sign_in, preferences):
    bp.register_blueprint(room)
