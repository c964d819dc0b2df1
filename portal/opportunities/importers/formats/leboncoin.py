"""leboncoin, CSV: redirection, ville, entreprise, description, titre, identifiant, région, code postal."""

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_told
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts

MARKS = {"redirection", "titre", "identifiant"}
REFERENCE = "identifiant"


def read_opportunity(record: dict[str, str]) -> OpportunityRow:
    """The contract is told only by the first sentence of the description, or by the title."""
    text = record.get("description", "")
    return OpportunityRow(
        **build_texts(FRENCH, parsing.one_line(record.get("titre", "")), to_markdown(text)),
        city=parsing.parse_place(record.get("ville", "")),
        region=record.get("région", ""),
        country="FR",
        kind=kind_told(record.get("titre", ""), text[:200]) or "employee",
        work_languages=(FRENCH,),
        employer=record.get("entreprise", ""),
    )
