"""PASS, the RSS of the French public service: Dublin Core fields, an HTML link as the title."""

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, text_at

DC = "{http://purl.org/dc/elements/1.1/}"


def read_opportunity(item) -> OpportunityRow:
    """The author's address and phone (`dc:creator`) are in the feed: they are not read."""
    title = item.find("title")
    return OpportunityRow(
        **build_texts(
            FRENCH,
            parsing.one_line("" if title is None else "".join(title.itertext())),
            to_markdown(text_at(item, "description")),
        ),
        city=parsing.parse_place(text_at(item, DC + "coverage")),
        country="FR",
        kind="internship",
        work_languages=(FRENCH,),
        posted_on=parsing.parse_day(text_at(item, "pubDate")),
        employer=text_at(item, DC + "publisher"),
    )


FEEDS = [XmlFeed("rss", "channel/item", DC + "identifier", DC + "identifier", read_opportunity)]
