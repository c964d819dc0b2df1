"""Light, dark, or as the system: kept by the browser, and by the person."""

from __future__ import annotations

from flask import request
from flask_login import current_user

from portal.web.http import session_cookie

THEMES = ("auto", "light", "dark")
COOKIE = "theme"


def current_theme() -> str:
    """`auto`, `light` or `dark`, for the layout."""
    kept = request.cookies.get(COOKIE) or getattr(current_user, "theme", "auto")
    return kept if kept in THEMES else "auto"


def remember_theme(response, theme: str):
    """Keep `theme` in this browser; returns the response."""
    return session_cookie.set_lasting_cookie(response, COOKIE, theme)
