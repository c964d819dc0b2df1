"""Language and theme, from the frame of every page."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user

from portal.web.doors import public
from portal.web.locale import YEAR
from portal.web.security import same_site_path

bp = Blueprint("preferences", __name__)
THEMES = ("auto", "light", "dark")
COOKIE = "theme"


@bp.post("/me/theme")
@public
def change_theme():
    """Keep the theme for this browser, and for the person when signed in; back to where they were."""
    theme = request.form.get("theme", "")
    theme = theme if theme in THEMES else "auto"
    if current_user.is_authenticated and current_user.theme != theme:
        current_user.theme = theme
    back = same_site_path(request.form.get("next"), url_for("home.index"))
    response = redirect(back, 303)
    response.set_cookie(COOKIE, theme, max_age=YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return response


def current_theme() -> str:
    """`auto`, `light` or `dark`, for the layout."""
    kept = request.cookies.get(COOKIE) or getattr(current_user, "theme", "auto")
    return kept if kept in THEMES else "auto"
