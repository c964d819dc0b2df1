"""The first administrator of an empty installation comes in by a one-time link."""

from __future__ import annotations


def link_for_first_admin() -> str | None:
    """A one-time link for the first administrator; None when there is one already."""
    return None
