"""The time zones that a person or an office may live in, named by their city in the reader's language."""

from __future__ import annotations

from babel.dates import get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _

from portal.config.languages import DEFAULT

ZONES = (
    "America/St_Johns",
    "America/Halifax",
    "America/Toronto",
    "America/Winnipeg",
    "America/Regina",
    "America/Edmonton",
    "America/Vancouver",
    "America/Martinique",
    "America/Guadeloupe",
    "America/Cayenne",
    "America/Miquelon",
    "Europe/Paris",
    "Europe/Brussels",
    "Europe/Luxembourg",
    "Europe/Zurich",
    "Europe/London",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
)


def zone_choices() -> list[tuple[str, str]]:
    """(name, city) of every zone, for a select; the everyday ones of Canada and France come in order of the sun."""
    return [(zone, city_of(zone)) for zone in ZONES]


def city_of(zone: str) -> str:
    """What the time zone `zone` ("America/Toronto") is called, by its city in the reader's language."""
    if zone == "America/Toronto":
        return _("Montréal, Québec (Toronto)")  # nobody of Quebec looks for their time in Ontario
    return get_timezone_location(zone, locale=get_locale() or DEFAULT, return_city=True)
