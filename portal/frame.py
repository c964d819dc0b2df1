"""What the frame of a page shows. Asked only where it is drawn: fragments and error pages pay nothing for it."""

from __future__ import annotations

from functools import cached_property

from flask import Flask, current_app
from flask_login import current_user

from portal import rooms
from portal.accounts.theme import current_theme
from portal.notifications import bell
from portal.web.security import csrf_token


class Frame:
    """The frame around the page of the current person."""

    @cached_property
    def theme(self) -> str:
        """`auto`, `light` or `dark`."""
        return current_theme()

    @cached_property
    def token(self) -> str:
        """What forms and scripts of this session prove themselves with (CSRF)."""
        return csrf_token()

    @cached_property
    def places(self) -> tuple[rooms.Place, ...]:
        """Where this person may go."""
        return rooms.places_for(current_user)

    @cached_property
    def unread(self) -> int:
        """How many notices wait."""
        return bell.unread_count(current_user.id)

    @property
    def classes(self) -> str:
        """The person's roles as classes of the body: what differs by role in shared markup is shown by them."""
        held = current_user.roles | {"admin"} if current_user.is_admin else current_user.roles
        return " ".join(f"is-{role}" for role in sorted(held))

    @property
    def live_after(self) -> int | str:
        """The last signal that this process knew of when the page was drawn; nothing before its first stream."""
        return current_app.extensions["relais-hub"].heard or ""


def init_app(app: Flask) -> None:
    """Give every template its `frame` and the settings."""
    app.context_processor(lambda: {"frame": Frame(), "settings": app.config["SETTINGS"]})
