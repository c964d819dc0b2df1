"""What a telephone reads to put the portal on its home screen. There is no service worker: nothing is kept on it."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Response, current_app, json, url_for

from portal.web.guards import public

bp = Blueprint("web_manifest", __name__)

ICONS = (
    ("icons/relais.svg", "any", "image/svg+xml", "any"),
    ("icons/home-192.png", "192x192", "image/png", "any"),
    ("icons/home-512.png", "512x512", "image/png", "any"),
    ("icons/home-maskable-512.png", "512x512", "image/png", "maskable"),
)
"""Asset, size, type and purpose; what is maskable has room around it that a telephone may cut off."""


class Paper(NamedTuple):
    """The paper of tokens.css in each theme, as sRGB: what stands around a page, and before it is there."""

    light: str
    dark: str


PAPER = Paper("#fcf9f4", "#171411")


@bp.get("/manifest.webmanifest")
@public
def show():
    """The manifest, under the name of the organisation, which the sign-in page says as well."""
    asset: Any = current_app.jinja_env.globals["asset"]
    name = current_app.config["SETTINGS"].organisation
    icons = [
        {"src": asset(file), "sizes": size, "type": kind, "purpose": purpose} for file, size, kind, purpose in ICONS
    ]
    told: dict[str, object] = {
        "id": "/",
        "name": name,
        "short_name": name[:30],
        "start_url": url_for("home.index"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER.light,
        "theme_color": PAPER.light,
        "icons": icons,
    }
    return Response(json.dumps(told), mimetype="application/manifest+json")


@bp.record_once
def _give_colours(state) -> None:
    state.app.jinja_env.globals["paper"] = PAPER
