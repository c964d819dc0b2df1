"""Which place of the navigation a page belongs to: by its address, unless its view says otherwise."""

from __future__ import annotations

from flask import g, request, url_for


def mark_place(endpoint: str) -> None:
    """Say that the page of this request belongs to the place `endpoint`, though its address begins like another’s."""
    g.place_path = url_for(endpoint)


def place_path() -> str:
    """The path by which the navigation looks for the present place."""
    return g.get("place_path", request.path)
