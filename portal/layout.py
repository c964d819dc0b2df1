"""What the frame of a page shows. Asked only where it is drawn: fragments and error pages pay nothing for it."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask, current_app, g, get_flashed_messages
from flask_login import current_user

from portal import navigation
from portal.accounts.theme import current_theme
from portal.notifications import notices
from portal.web.http.security import csrf_token
from portal.web.i18n.locale import addresses_elsewhere


class Frame(NamedTuple):
    """The frame around the page of a person who is signed in."""

    theme: str
    """`auto`, `light` or `dark`."""
    token: str
    """What forms and scripts of this session prove themselves with (CSRF)."""
    places: tuple[navigation.Place, ...]
    """Where this person may go."""
    unread: int
    """How many notices wait."""
    classes: str
    """The person's roles as classes of the body: what differs by role in shared markup is shown by them."""
    id: int
    name: str
    email: str
    elsewhere: tuple[tuple[str, str, str], ...]
    """This address in the other languages (`locale.addresses_elsewhere`)."""


def current_frame() -> Frame | None:
    """The frame of the present page, made when it is first asked for; None for a stranger."""
    if "frame" not in g:
        person = current_user._get_current_object()
        g.frame = _around(person) if person.is_authenticated else None
    return g.frame


def _around(person) -> Frame:
    return Frame(
        current_theme(),
        csrf_token(),
        navigation.places_for(person),
        notices.unread_count(person.id),
        " ".join(f"is-{role}" for role in sorted(person.roles | {"admin"} if person.is_admin else person.roles)),
        person.id,
        person.name,
        person.email,
        addresses_elsewhere(),
    )


def take_messages() -> tuple[tuple[str, str], ...]:
    """(category, text) of what the last request had to say; they are said once."""
    return tuple((category, str(text)) for category, text in get_flashed_messages(with_categories=True))


def last_signal() -> int | str:
    """The last signal that this process knew of when the page was drawn; nothing before its first stream."""
    return current_app.extensions["relais-hub"].heard or ""


def init_app(app: Flask) -> None:
    """Give every template its frame and the settings."""
    app.jinja_env.globals.update(
        frame=current_frame, heard=last_signal, messages=take_messages, current_theme=current_theme
    )
    app.context_processor(lambda: {"settings": app.config["SETTINGS"]})
