"""Engagement Jeunes, JSON: `[{"id", "mission", "profil", "societe"}]`, plain texts with stars for bullets."""

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_json import JsonFeed, text_at
from portal.opportunities.importers.safe_xml import join_parts


def read_opportunity(offer) -> OpportunityRow:
    """One offer; what the employer tells about itself is left aside, and `reference` is theirs, not the board’s."""
    return OpportunityRow(
        **build_texts(
            FRENCH,
            parsing.one_line(text_at(offer, "title")),
            to_markdown(join_parts(text_at(offer, "mission"), text_at(offer, "profil"))),
        ),
        city=parsing.parse_place(text_at(offer, "location_ville")),
        region=parsing.parse_place(text_at(offer, "location_departement")),
        country=parsing.parse_country(text_at(offer, "location_pays_code"), "FR"),
        kind=kind_stated(text_at(offer, "contrat")) or "employee",
        work_languages=(FRENCH,),
        posted_on=parsing.parse_day(text_at(offer, "creation_date")),
        employer=text_at(offer, "societe"),
    )


JSON_FEEDS = [JsonFeed("", frozenset({"mission", "profil", "location_ville"}), "id", read_opportunity)]
