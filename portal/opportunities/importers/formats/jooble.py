"""Jooble: `<jobs><job><guid>`, pay with a rate, an end date."""

from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated, kind_told
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_xml import XmlFeed, said


def role(job) -> RoleRow:
    """One Jooble `job`; a pay without a rate is yearly."""
    period, factor = parsing.period_and_factor(said(job, "salary/rate"))
    low = parsing.cents(said(job, "salary/min"), factor)
    high = parsing.cents(said(job, "salary/max"), factor)
    return RoleRow(
        title_fr=parsing.one_line(said(job, "title")),
        body_fr=to_markdown(said(job, "description")),
        city=parsing.place(said(job, "region/city").split(",")[0]),
        region=said(job, "region/state").split(";")[-1].strip(),
        country=parsing.country(said(job, "region/country"), "FR"),
        kind=kind_stated(said(job, "jobtype")) or kind_told(said(job, "title")) or "employee",
        work_languages=("fr",),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.currency(said(job, "salary/currency") or said(job, "currency"), "EUR"),
        pay_period=period if low or high else "",
        posted_on=parsing.day(said(job, "date_updated")),
        expires_on=parsing.day(said(job, "date_expired")),
        employer=said(job, "company"),
    )


FEEDS = [XmlFeed("jobs", "job", "referencenumber", "guid", role)]
