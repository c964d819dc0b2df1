"""Talentsoft: XML exports (EDF, Enedis) `<offers><offer><jobDescription>`, and what its interface answers in JSON
(France Travail) `[{"reference", "organisationName", "description1"}]`; each text plain and formatted.

The name, e-mail and phone of the supervisor are in the feed: they are not read.
"""

from portal.opportunities.importers import parsing, safe_json
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_xml import XmlFeed, joined, said

TEXTS = ("missionDescription", "applicantProfile", "customFields/LongText1")
JSON_TEXTS = ("description1", "description2")


def role(offer) -> RoleRow:
    """One Talentsoft `offer`; each text formatted where it is, plain otherwise."""
    job = offer.find("jobDescription")
    texts = (said(job, name + "Formatted") or said(job, name) for name in TEXTS)
    return RoleRow(
        title_fr=parsing.one_line(said(job, "title")),
        body_fr=joined(*(to_markdown(text) for text in texts)),
        city=parsing.place(said(job, "location/jobLocation")),
        region=said(job, "location/regions/region"),
        country=parsing.country(said(job, "country"), "FR"),
        kind=kind_stated(said(job, "contract")) or "employee",
        work_languages=("fr",),
        posted_on=parsing.day(said(offer, "creationDate")),
        employer=said(job, "salaryRange"),
    )


FEEDS = [XmlFeed("offers", "offer", "jobDescription", "reference", role)]


def answered_role(offer) -> RoleRow:
    """One offer of a JSON answer. It names a region and no town; its pay comes without a period, so it is left out."""
    texts = (safe_json.said(offer, name + "Formatted") or safe_json.said(offer, name) for name in JSON_TEXTS)
    return RoleRow(
        title_fr=parsing.one_line(safe_json.said(offer, "title")),
        body_fr=joined(*(to_markdown(text) for text in texts)),
        region=safe_json.said(offer, "region/label"),
        country="FR",
        kind=kind_stated(safe_json.said(offer, "contractType/label")) or "employee",
        work_languages=("fr",),
        posted_on=parsing.day(safe_json.said(offer, "startPublicationDate")),
        employer=safe_json.said(offer, "organisationName"),
    )


JSON_MARKS = frozenset({"reference", "organisationName", "description1"})
JSON_FEEDS = [safe_json.JsonFeed("", JSON_MARKS, "reference", answered_role)]
