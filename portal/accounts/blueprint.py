"""The addresses of this wing."""

from __future__ import annotations

from flask import Blueprint

from portal.accounts.invitations.views import bp as invitations
from portal.accounts.password_reset.views import bp as password_reset
from portal.accounts.preferences.views import bp as preferences
from portal.accounts.profile.views import bp as profile
from portal.accounts.sign_in.views import bp as sign_in

bp = Blueprint("accounts", __name__)
for room in (sign_in, password_reset, invitations, profile, preferences):
    bp.register_blueprint(room)
