"""Meteojob (Clever Connect): `<source><job id= lang=>`, pay and contract in attributes."""

from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_xml import XmlFeed, given, joined, said

PLACE = "workplace/locations/location/"


def role(job) -> RoleRow:
    """One Meteojob `job`, in the language that it declares."""
    language = "en" if job.get("lang") == "en" else "fr"
    period, factor = parsing.period_and_factor(given(job, "benefits/salary", "period"))
    low = parsing.cents(given(job, "benefits/salary", "lowEnd"), factor)
    high = parsing.cents(given(job, "benefits/salary", "highEnd"), factor)
    row = RoleRow(
        city=parsing.place(said(job, PLACE + "city")),
        region=said(job, PLACE + "state"),
        country=parsing.country(given(job, PLACE + "country", "code"), "FR"),
        kind=kind_stated(" ".join(said(kind, ".") for kind in job.findall("contract/types/type"))) or "employee",
        work_languages=(language,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.currency(given(job, "benefits/salary", "currency"), "EUR"),
        pay_period=period if low or high else "",
        posted_on=parsing.day(said(job, "publicationDate")),
        employer=said(job, "company/name"),
    )
    setattr(row, f"title_{language}", parsing.one_line(said(job, "title")))
    text = to_markdown(joined(said(job, "description"), said(job, "profile/description")))
    setattr(row, f"body_{language}", text)
    return row


FEEDS = [XmlFeed("source", "job", "publicationDate", "@id", role)]
