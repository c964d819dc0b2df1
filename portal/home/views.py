"""Home and palette."""

from __future__ import annotations

from flask import Blueprint

from portal.web.doors import signed_in
from portal.web.htmx import page

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def index():
    """The home page of the person's role."""
    return page("home/index.html")


@bp.get("/palette")
@signed_in
def palette():
    """What the palette finds."""
    return page("home/_palette.html")
