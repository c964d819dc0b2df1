"""Talentsoft: XML exports (EDF, Enedis) `<offers><offer><jobDescription>`, and what its interface answers in JSON
(France Travail) `[{"reference", "organisationName", "description1"}]`; each text plain and formatted.

The name, e-mail and phone of the supervisor are in the feed: they are not read.
"""

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing, safe_json
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, join_parts, text_at

TEXTS = ("missionDescription", "applicantProfile", "customFields/LongText1")
JSON_TEXTS = ("description1", "description2")


def read_opportunity(offer) -> OpportunityRow:
    """One Talentsoft `offer`; each text formatted where it is, plain otherwise."""
    job = offer.find("jobDescription")
    texts = (text_at(job, name + "Formatted") or text_at(job, name) for name in TEXTS)
    return OpportunityRow(
        **build_texts(
            FRENCH, parsing.one_line(text_at(job, "title")), join_parts(*(to_markdown(text) for text in texts))
        ),
        city=parsing.parse_place(text_at(job, "location/jobLocation")),
        region=text_at(job, "location/regions/region"),
        country=parsing.parse_country(text_at(job, "country"), "FR"),
        kind=kind_stated(text_at(job, "contract")) or "employee",
        work_languages=(FRENCH,),
        posted_on=parsing.parse_day(text_at(offer, "creationDate")),
        employer=text_at(job, "salaryRange"),
    )


FEEDS = [XmlFeed("offers", "offer", "jobDescription", "reference", read_opportunity)]


def read_answers(offer) -> OpportunityRow:
    """One offer of a JSON answer. It names a region and no town; its pay comes without a period, so it is left out."""
    texts = (safe_json.text_at(offer, name + "Formatted") or safe_json.text_at(offer, name) for name in JSON_TEXTS)
    return OpportunityRow(
        **build_texts(
            FRENCH,
            parsing.one_line(safe_json.text_at(offer, "title")),
            join_parts(*(to_markdown(text) for text in texts)),
        ),
        region=safe_json.text_at(offer, "region/label"),
        country="FR",
        kind=kind_stated(safe_json.text_at(offer, "contractType/label")) or "employee",
        work_languages=(FRENCH,),
        posted_on=parsing.parse_day(safe_json.text_at(offer, "startPublicationDate")),
        employer=safe_json.text_at(offer, "organisationName"),
    )


JSON_MARKS = frozenset({"reference", "organisationName", "description1"})
JSON_FEEDS = [safe_json.JsonFeed("", JSON_MARKS, "reference", read_answers)]
