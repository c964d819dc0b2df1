"""Provinces and regions where an office may be, by their ISO 3166-2 code, with their names.

Alsace and Moselle stand apart from the rest of the Grand Est: they have two public holidays more.
"""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.core.db import db
from portal.offices.models import Office

REGIONS = {
    "CA-QC": _l("Quebec"),
    "CA-AB": _l("Alberta"),
    "CA-BC": _l("British Columbia"),
    "CA-MB": _l("Manitoba"),
    "CA-NB": _l("New Brunswick"),
    "CA-NL": _l("Newfoundland and Labrador"),
    "CA-NS": _l("Nova Scotia"),
    "CA-NT": _l("Northwest Territories"),
    "CA-NU": _l("Nunavut"),
    "CA-ON": _l("Ontario"),
    "CA-PE": _l("Prince Edward Island"),
    "CA-SK": _l("Saskatchewan"),
    "CA-YT": _l("Yukon"),
    "FR-ARA": _l("Auvergne-Rhône-Alpes"),
    "FR-BFC": _l("Bourgogne-Franche-Comté"),
    "FR-BRE": _l("Brittany"),
    "FR-CVL": _l("Centre-Val de Loire"),
    "FR-COR": _l("Corsica"),
    "FR-GES": _l("Grand Est"),
    "FR-6AE": _l("Alsace"),
    "FR-57": _l("Moselle"),
    "FR-HDF": _l("Hauts-de-France"),
    "FR-IDF": _l("Île-de-France"),
    "FR-NOR": _l("Normandy"),
    "FR-NAQ": _l("Nouvelle-Aquitaine"),
    "FR-OCC": _l("Occitanie"),
    "FR-PDL": _l("Pays de la Loire"),
    "FR-PAC": _l("Provence-Alpes-Côte d’Azur"),
    "FR-GUA": _l("Guadeloupe"),
    "FR-GUF": _l("French Guiana"),
    "FR-LRE": _l("Réunion"),
    "FR-MTQ": _l("Martinique"),
    "FR-MAY": _l("Mayotte"),
    "FR-BL": _l("Saint Barthélemy"),
    "FR-MF": _l("Saint Martin"),
    "FR-PM": _l("Saint Pierre and Miquelon"),
    "FR-NC": _l("New Caledonia"),
    "FR-PF": _l("French Polynesia"),
    "FR-WF": _l("Wallis and Futuna"),
    "BE-BRU": _l("Brussels"),
    "BE-WAL": _l("Wallonia"),
    "BE-VLG": _l("Flanders"),
    "CH-BE": _l("Bern"),
    "CH-FR": _l("Fribourg"),
    "CH-GE": _l("Geneva"),
    "CH-JU": _l("Jura"),
    "CH-NE": _l("Neuchâtel"),
    "CH-VD": _l("Vaud"),
    "CH-VS": _l("Valais"),
    "CH-ZH": _l("Zurich"),
    "LU": _l("Luxembourg"),
}
APART = ("NC", "PF", "PM", "WF")
"""Parts of France with telephone numbers of their own, of six or eight figures."""
FRENCH = ("FR", "GP", "MQ", "GF", "RE", "YT")
"""One plan of ten figures, in which each figure after the 0 belongs to one country code."""
HOME = ("CA",)


def region_choices() -> list[tuple[str, str]]:
    """(code, name) of every region in the reader's language."""
    return [(code, str(name)) for code, name in REGIONS.items()]


def calling_regions(region: str) -> tuple[str, ...]:
    """ISO 3166-1 codes of the countries whose numbers are written without their code in an office of `region`."""
    if region not in REGIONS:
        return HOME
    country, _dash, part = region.partition("-")
    if country == "FR" and part in APART:
        return (part,)
    return FRENCH if country == "FR" else (country,)


def calling_regions_of(offices: Collection[int]) -> tuple[str, ...]:
    """Those of these offices by their ids, in the order of the offices; of all offices when none is named."""
    asked = select(Office.region).order_by(Office.id)
    known = db.session.scalars(asked.where(Office.id.in_(offices)) if offices else asked)
    found = (code for region in known for code in calling_regions(region))
    return tuple(dict.fromkeys(found)) or HOME
