"""PASS, the RSS of the French public service: Dublin Core fields, an HTML link as the title."""

from portal.opportunities.importers import parsing
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_xml import XmlFeed, said

DC = "{http://purl.org/dc/elements/1.1/}"


def role(item) -> RoleRow:
    """The author's address and phone (`dc:creator`) are in the feed: they are not read."""
    title = item.find("title")
    return RoleRow(
        title_fr=parsing.one_line("" if title is None else "".join(title.itertext())),
        body_fr=to_markdown(said(item, "description")),
        city=parsing.place(said(item, DC + "coverage")),
        country="FR",
        kind="internship",
        work_languages=("fr",),
        posted_on=parsing.day(said(item, "pubDate")),
        employer=said(item, DC + "publisher"),
    )


FEEDS = [XmlFeed("rss", "channel/item", DC + "identifier", DC + "identifier", role)]
