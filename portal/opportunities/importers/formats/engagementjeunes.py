"""Engagement Jeunes, JSON: `[{"id", "mission", "profil", "societe"}]`, plain texts with stars for bullets."""

from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_json import JsonFeed, said
from portal.opportunities.importers.safe_xml import joined


def role(offer) -> RoleRow:
    """One offer; what the employer tells about itself is left aside, and `reference` is theirs, not the board’s."""
    return RoleRow(
        title_fr=parsing.one_line(said(offer, "title")),
        body_fr=to_markdown(joined(said(offer, "mission"), said(offer, "profil"))),
        city=parsing.place(said(offer, "location_ville")),
        region=parsing.place(said(offer, "location_departement")),
        country=parsing.country(said(offer, "location_pays_code"), "FR"),
        kind=kind_stated(said(offer, "contrat")) or "employee",
        work_languages=("fr",),
        posted_on=parsing.day(said(offer, "creation_date")),
        employer=said(offer, "societe"),
    )


JSON_FEEDS = [JsonFeed("", frozenset({"mission", "profil", "location_ville"}), "id", role)]
