"""Talentsoft exports (EDF, Enedis): `<offers><offer><jobDescription>`, each text plain and formatted.

The name, e-mail and phone of the supervisor are in the feed: they are not read.
"""

from portal.opportunities.feeds import values
from portal.opportunities.feeds.documents import XmlFeed, joined, said
from portal.opportunities.feeds.html_to_markdown import to_markdown
from portal.opportunities.feeds.rows import RoleRow

TEXTS = ("missionDescription", "applicantProfile", "customFields/LongText1")


def role(offer) -> RoleRow:
    """One Talentsoft `offer`; each text formatted where it is, plain otherwise."""
    job = offer.find("jobDescription")
    texts = (said(job, name + "Formatted") or said(job, name) for name in TEXTS)
    return RoleRow(
        title_fr=values.one_line(said(job, "title")),
        body_fr=joined(*(to_markdown(text) for text in texts)),
        city=values.place(said(job, "location/jobLocation")),
        region=said(job, "location/regions/region"),
        country=values.country(said(job, "country"), "FR"),
        kind=values.kind(said(job, "contract")),
        work_languages=("fr",),
        posted_on=values.day(said(offer, "creationDate")),
        employer=said(job, "salaryRange"),
    )


FEEDS = [XmlFeed("offers", "offer", "jobDescription", "reference", role)]
