"""La Poste: `<offres><offre><intitule-du-poste>`, texts in four parts."""

from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_xml import XmlFeed, joined, said

TEXTS = ("contexte", "description-de-la-mission", "profil-recherche", "formation-et-experience")


def role(offer) -> RoleRow:
    """One La Poste `offre`; a yearly pay of 0 means that none is given."""
    pay = parsing.cents(said(offer, "remuneration-brute-annuelle")) or None
    return RoleRow(
        title_fr=parsing.one_line(said(offer, "intitule-du-poste")),
        body_fr=joined(*(to_markdown(said(offer, name)) for name in TEXTS)),
        city=parsing.place(said(offer, "localisation-du-poste")),
        region=said(offer, "region-du-poste"),
        country="FR",
        kind=kind_stated(said(offer, "type-de-contrat")) or "employee",
        work_languages=("fr",),
        pay_min_cents=pay,
        currency="EUR",
        pay_period="year" if pay else "",
        remote=parsing.remote(said(offer, "teletravail")),
        posted_on=parsing.day(said(offer, "date-de-mise-a-jour")),
        employer=said(offer, "company"),
    )


FEEDS = [XmlFeed("offres", "offre", "intitule-du-poste", "reference", role)]
