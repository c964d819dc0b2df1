"""La Poste: `<offres><offre><intitule-du-poste>`, texts in four parts."""

from portal.opportunities.feeds import values
from portal.opportunities.feeds.contracts import kind_stated
from portal.opportunities.feeds.documents import XmlFeed, joined, said
from portal.opportunities.feeds.html_to_markdown import to_markdown
from portal.opportunities.feeds.rows import RoleRow

TEXTS = ("contexte", "description-de-la-mission", "profil-recherche", "formation-et-experience")


def role(offer) -> RoleRow:
    """One La Poste `offre`; a yearly pay of 0 means that none is given."""
    pay = values.cents(said(offer, "remuneration-brute-annuelle")) or None
    return RoleRow(
        title_fr=values.one_line(said(offer, "intitule-du-poste")),
        body_fr=joined(*(to_markdown(said(offer, name)) for name in TEXTS)),
        city=values.place(said(offer, "localisation-du-poste")),
        region=said(offer, "region-du-poste"),
        country="FR",
        kind=kind_stated(said(offer, "type-de-contrat")) or "employee",
        work_languages=("fr",),
        pay_min_cents=pay,
        currency="EUR",
        pay_period="year" if pay else "",
        remote=values.remote(said(offer, "teletravail")),
        posted_on=values.day(said(offer, "date-de-mise-a-jour")),
        employer=said(offer, "company"),
    )


FEEDS = [XmlFeed("offres", "offre", "intitule-du-poste", "reference", role)]
