"""Engagement Jeunes, JSON: `[{"id", "mission", "profil", "societe"}]`, plain texts with stars for bullets."""

from portal.opportunities.feeds import values
from portal.opportunities.feeds.contracts import kind_stated
from portal.opportunities.feeds.documents import joined
from portal.opportunities.feeds.html_to_markdown import to_markdown
from portal.opportunities.feeds.objects import JsonFeed, said
from portal.opportunities.feeds.rows import RoleRow


def role(offer) -> RoleRow:
    """One offer; what the employer tells about itself is left aside, and `reference` is theirs, not the board’s."""
    return RoleRow(
        title_fr=values.one_line(said(offer, "title")),
        body_fr=to_markdown(joined(said(offer, "mission"), said(offer, "profil"))),
        city=values.place(said(offer, "location_ville")),
        region=values.place(said(offer, "location_departement")),
        country=values.country(said(offer, "location_pays_code"), "FR"),
        kind=kind_stated(said(offer, "contrat")) or "employee",
        work_languages=("fr",),
        posted_on=values.day(said(offer, "creation_date")),
        employer=said(offer, "societe"),
    )


JSON_FEEDS = [JsonFeed("", frozenset({"mission", "profil", "location_ville"}), "id", role)]
