"""Meteojob (Clever Connect): `<source><job id= lang=>`, pay and contract in attributes."""

from portal.opportunities.feeds import values
from portal.opportunities.feeds.contracts import kind_stated
from portal.opportunities.feeds.documents import XmlFeed, given, joined, said
from portal.opportunities.feeds.html_to_markdown import to_markdown
from portal.opportunities.feeds.rows import RoleRow

PLACE = "workplace/locations/location/"


def role(job) -> RoleRow:
    """One Meteojob `job`, in the language that it declares."""
    language = "en" if job.get("lang") == "en" else "fr"
    period, factor = values.period_and_factor(given(job, "benefits/salary", "period"))
    low = values.cents(given(job, "benefits/salary", "lowEnd"), factor)
    high = values.cents(given(job, "benefits/salary", "highEnd"), factor)
    row = RoleRow(
        city=values.place(said(job, PLACE + "city")),
        region=said(job, PLACE + "state"),
        country=values.country(given(job, PLACE + "country", "code"), "FR"),
        kind=kind_stated(" ".join(said(kind, ".") for kind in job.findall("contract/types/type"))) or "employee",
        work_languages=(language,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=values.currency(given(job, "benefits/salary", "currency"), "EUR"),
        pay_period=period if low or high else "",
        posted_on=values.day(said(job, "publicationDate")),
        employer=said(job, "company/name"),
    )
    setattr(row, f"title_{language}", values.one_line(said(job, "title")))
    text = to_markdown(joined(said(job, "description"), said(job, "profile/description")))
    setattr(row, f"body_{language}", text)
    return row


FEEDS = [XmlFeed("source", "job", "publicationDate", "@id", role)]
