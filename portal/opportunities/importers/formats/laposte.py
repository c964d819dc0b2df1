"""La Poste: `<offres><offre><intitule-du-poste>`, texts in four parts."""

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, join_parts, text_at

TEXTS = ("contexte", "description-de-la-mission", "profil-recherche", "formation-et-experience")


def read_opportunity(offer) -> OpportunityRow:
    """One La Poste `offre`; a yearly pay of 0 means that none is given."""
    pay = parsing.parse_cents(text_at(offer, "remuneration-brute-annuelle")) or None
    return OpportunityRow(
        **build_texts(
            FRENCH,
            parsing.one_line(text_at(offer, "intitule-du-poste")),
            join_parts(*(to_markdown(text_at(offer, name)) for name in TEXTS)),
        ),
        city=parsing.parse_place(text_at(offer, "localisation-du-poste")),
        region=text_at(offer, "region-du-poste"),
        country="FR",
        kind=kind_stated(text_at(offer, "type-de-contrat")) or "employee",
        work_languages=(FRENCH,),
        pay_min_cents=pay,
        currency="EUR",
        pay_period="year" if pay else "",
        remote=parsing.parse_remote(text_at(offer, "teletravail")),
        posted_on=parsing.parse_day(text_at(offer, "date-de-mise-a-jour")),
        employer=text_at(offer, "company"),
    )


FEEDS = [XmlFeed("offres", "offre", "intitule-du-poste", "reference", read_opportunity)]
