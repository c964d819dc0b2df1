"""The places that the layout shows, each only where it may be entered."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from portal.core.caches import cached
from portal.web.current_place import place_path


@dataclass(frozen=True, eq=False)
class Place:
    """One place in the frame."""

    label: object
    url: str
    icon: str
    current: bool


PLACES = (
    ("home.index", _l("Home"), "house", lambda person: True),
    ("opportunities.index", _l("Open roles"), "briefcase", lambda person: True),
    ("referrals.my_referrals.index", _l("Referrals"), "users-round", lambda person: True),
    ("referrals.board.show_board", _l("Board"), "columns-3", lambda person: person.is_staff),
    ("producers.index", _l("Producers"), "contact-round", lambda person: True),
    ("admin.index", _l("Administration"), "settings", lambda person: person.is_admin),
)

WITHIN = dict.fromkeys(("referrals.recruiter_tasks.index", "referrals.duplicates.index"), "referrals.board.show_board")


def places_for(person) -> tuple[Place, ...]:
    """The places that `person` may enter, the present one marked: the longest address that fits."""
    open_to = tuple(name for name, _label, _icon, may_enter in current_app.config["PLACES"] if may_enter(person))
    addresses, path = _addresses(open_to), place_path()
    within = dict(zip(addresses, addresses, strict=True)) | _addresses_within(open_to)
    fitting = [url for url in within if path == url or (url != "/" and path.startswith(url))]
    return _places(open_to, addresses, within.get(max(fitting, key=len, default=""), ""))


@cached(64)
def _addresses(open_to: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(url_for(name) for name in open_to)


@cached(64)
def _addresses_within(open_to: tuple[str, ...]) -> dict[str, str]:
    """Addresses of pages that belong to a place whose own address they don't begin with."""
    return {url_for(page): url_for(place) for page, place in WITHIN.items() if place in open_to}


@cached(512)
def _places(open_to: tuple[str, ...], addresses: tuple[str, ...], here: str) -> tuple[Place, ...]:
    """The same objects for the same places, so that pieces of pages which show them can be kept."""
    drawn = {name: (label, icon) for name, label, icon, _may in PLACES}
    both = zip(open_to, addresses, strict=True)
    return tuple(Place(drawn[name][0], url, drawn[name][1], url == here) for name, url in both)
