"""Language and theme, from the frame of every page."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user

from portal.accounts.current_user import row_of
from portal.accounts.theme import THEMES, remember_theme
from portal.web.guards import public
from portal.web.http.security import parts_of, same_site_path

bp = Blueprint("preferences", __name__)


@bp.post("/me/theme")
@public
def change_theme():
    """Keep the theme for this browser, and for the person when signed in; back to where they were."""
    theme = request.form.get("theme", "")
    theme = theme if theme in THEMES else "auto"
    if current_user.is_authenticated and current_user.theme != theme:
        row_of(current_user).theme = theme
    back = same_site_path(parts_of(request.referrer or "").path, url_for("home.index"))
    return remember_theme(redirect(back, 303), theme)
