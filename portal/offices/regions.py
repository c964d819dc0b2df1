"""Provinces and regions where an office may be, by their ISO 3166-2 code, with their names in French and English.

Alsace and Moselle stand apart from the rest of the Grand Est: they have two public holidays more.
"""

from __future__ import annotations

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
}


def region_choices(language: str) -> list[tuple[str, str]]:
    """(code, name) of every region in `language`."""
    return [(code, names[0] if language == "fr" else names[1]) for code, names in REGIONS.items()]
