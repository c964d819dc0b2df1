"""Provinces and regions where an office may be, by their ISO 3166-2 code, with their names in French and English.

Alsace and Moselle stand apart from the rest of the Grand Est: they have two public holidays more.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from portal.core.db import db
from portal.offices.models import Office

REGIONS = {
    "CA-QC": ("Québec", "Quebec"),
    "CA-AB": ("Alberta", "Alberta"),
    "CA-BC": ("Colombie-Britannique", "British Columbia"),
    "CA-MB": ("Manitoba", "Manitoba"),
    "CA-NB": ("Nouveau-Brunswick", "New Brunswick"),
    "CA-NL": ("Terre-Neuve-et-Labrador", "Newfoundland and Labrador"),
    "CA-NS": ("Nouvelle-Écosse", "Nova Scotia"),
    "CA-NT": ("Territoires du Nord-Ouest", "Northwest Territories"),
    "CA-NU": ("Nunavut", "Nunavut"),
    "CA-ON": ("Ontario", "Ontario"),
    "CA-PE": ("Île-du-Prince-Édouard", "Prince Edward Island"),
    "CA-SK": ("Saskatchewan", "Saskatchewan"),
    "CA-YT": ("Yukon", "Yukon"),
    "FR-ARA": ("Auvergne-Rhône-Alpes", "Auvergne-Rhône-Alpes"),
    "FR-BFC": ("Bourgogne-Franche-Comté", "Bourgogne-Franche-Comté"),
    "FR-BRE": ("Bretagne", "Brittany"),
    "FR-CVL": ("Centre-Val de Loire", "Centre-Val de Loire"),
    "FR-COR": ("Corse", "Corsica"),
    "FR-GES": ("Grand Est", "Grand Est"),
    "FR-6AE": ("Alsace", "Alsace"),
    "FR-57": ("Moselle", "Moselle"),
    "FR-HDF": ("Hauts-de-France", "Hauts-de-France"),
    "FR-IDF": ("Île-de-France", "Île-de-France"),
    "FR-NOR": ("Normandie", "Normandy"),
    "FR-NAQ": ("Nouvelle-Aquitaine", "Nouvelle-Aquitaine"),
    "FR-OCC": ("Occitanie", "Occitanie"),
    "FR-PDL": ("Pays de la Loire", "Pays de la Loire"),
    "FR-PAC": ("Provence-Alpes-Côte d’Azur", "Provence-Alpes-Côte d’Azur"),
    "FR-GUA": ("Guadeloupe", "Guadeloupe"),
    "FR-GUF": ("Guyane", "French Guiana"),
    "FR-LRE": ("La Réunion", "Réunion"),
    "FR-MTQ": ("Martinique", "Martinique"),
    "FR-MAY": ("Mayotte", "Mayotte"),
    "FR-BL": ("Saint-Barthélemy", "Saint Barthélemy"),
    "FR-MF": ("Saint-Martin", "Saint Martin"),
    "FR-PM": ("Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon"),
    "FR-NC": ("Nouvelle-Calédonie", "New Caledonia"),
    "FR-PF": ("Polynésie française", "French Polynesia"),
    "FR-WF": ("Wallis-et-Futuna", "Wallis and Futuna"),
    "BE-BRU": ("Bruxelles", "Brussels"),
    "BE-WAL": ("Wallonie", "Wallonia"),
    "BE-VLG": ("Flandre", "Flanders"),
    "CH-BE": ("Berne", "Bern"),
    "CH-FR": ("Fribourg", "Fribourg"),
    "CH-GE": ("Genève", "Geneva"),
    "CH-JU": ("Jura", "Jura"),
    "CH-NE": ("Neuchâtel", "Neuchâtel"),
    "CH-VD": ("Vaud", "Vaud"),
    "CH-VS": ("Valais", "Valais"),
    "CH-ZH": ("Zurich", "Zurich"),
    "LU": ("Luxembourg", "Luxembourg"),
}
APART = ("NC", "PF", "PM", "WF")
"""Parts of France with telephone numbers of their own, of six or eight figures."""
FRENCH = ("FR", "GP", "MQ", "GF", "RE", "YT")
"""One plan of ten figures, in which each figure after the 0 belongs to one country code."""
HOME = ("CA",)


def region_choices(language: str) -> list[tuple[str, str]]:
    """(code, name) of every region in `language`."""
    return [(code, names[0] if language == "fr" else names[1]) for code, names in REGIONS.items()]


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
