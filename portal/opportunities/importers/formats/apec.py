"""APEC: `<Export_offres><Offre_emploi>`, HTML texts, pay as a sentence in thousands of euros."""

import re

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, text_at


def parse_pay(sentence: str) -> tuple[int | None, int | None]:
    """Yearly cents from `18 - 22 k€ brut annuel` or `A partir de 21 k€ brut annuel`; none otherwise."""
    if "k€" not in sentence:
        return None, None
    amounts = [parsing.parse_cents(number, 1000) for number in re.findall(r"\d+(?:,\d+)?", sentence.split("k€")[0])]
    if not amounts:
        return None, None
    return amounts[0], amounts[1] if len(amounts) > 1 else None


def read_opportunity(offer) -> OpportunityRow:
    """One APEC `Offre_emploi`."""
    low, high = parse_pay(text_at(offer, "Salaire_affiche"))
    return OpportunityRow(
        **build_texts(FRENCH, parsing.one_line(text_at(offer, "Intitule")), to_markdown(text_at(offer, "Texte_offre"))),
        city=parsing.parse_place(text_at(offer, "Lieu/Libelle_lieu")),
        country="FR",
        kind=kind_stated(text_at(offer, "Contrat/Type_contrat")) or "employee",
        work_languages=(FRENCH,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency="EUR",
        pay_period="year" if low else "",
        posted_on=parsing.parse_day(text_at(offer, "Date_parution")),
        employer=text_at(offer, "Nom_entreprise"),
    )


FEEDS = [XmlFeed("Export_offres", "Offre_emploi", "Reference_apec", "Reference_apec", read_opportunity)]
