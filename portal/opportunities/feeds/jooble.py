"""Jooble: `<jobs><job><guid>`, pay with a rate, an end date."""

from portal.opportunities.feeds import values
from portal.opportunities.feeds.contracts import kind_stated, kind_told
from portal.opportunities.feeds.documents import XmlFeed, said
from portal.opportunities.feeds.html_to_markdown import to_markdown
from portal.opportunities.feeds.rows import RoleRow


def role(job) -> RoleRow:
    """One Jooble `job`; a pay without a rate is yearly."""
    period, factor = values.period_and_factor(said(job, "salary/rate"))
    low = values.cents(said(job, "salary/min"), factor)
    high = values.cents(said(job, "salary/max"), factor)
    return RoleRow(
        title_fr=values.one_line(said(job, "title")),
        body_fr=to_markdown(said(job, "description")),
        city=values.place(said(job, "region/city").split(",")[0]),
        region=said(job, "region/state").split(";")[-1].strip(),
        country=values.country(said(job, "region/country"), "FR"),
        kind=kind_stated(said(job, "jobtype")) or kind_told(said(job, "title")) or "employee",
        work_languages=("fr",),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=values.currency(said(job, "salary/currency") or said(job, "currency"), "EUR"),
        pay_period=period if low or high else "",
        posted_on=values.day(said(job, "date_updated")),
        expires_on=values.day(said(job, "date_expired")),
        employer=said(job, "company"),
    )


FEEDS = [XmlFeed("jobs", "job", "referencenumber", "guid", role)]
