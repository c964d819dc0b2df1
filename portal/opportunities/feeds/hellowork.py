"""HelloWork (and its Buddi variant): `<root|jobs><job><job_id>`, texts with dashes for bullets."""

from portal.opportunities.feeds import values
from portal.opportunities.feeds.contracts import kind_stated
from portal.opportunities.feeds.documents import XmlFeed, joined, said
from portal.opportunities.feeds.html_to_markdown import to_markdown
from portal.opportunities.feeds.rows import RoleRow


def role(job) -> RoleRow:
    """One HelloWork `job`; its profile follows its description."""
    period, factor = values.period_and_factor(said(job, "salary_details/period"))
    low = values.cents(said(job, "salary_details/salary_min/amount"), factor)
    high = values.cents(said(job, "salary_details/salary_max/amount"), factor)
    return RoleRow(
        title_fr=values.one_line(said(job, "title")),
        body_fr=to_markdown(joined(said(job, "description"), said(job, "profile"))),
        city=values.place(said(job, "city")),
        region=values.place(said(job, "region")),
        country=values.country(said(job, "country"), "FR"),
        kind=kind_stated(said(job, "contract")) or "employee",
        work_languages=("fr",),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=values.currency(said(job, "salary_details/salary_min/currencyCode"), "EUR"),
        pay_period=period if low or high else "",
        remote=values.remote(said(job, "remote")),
        posted_on=values.day(said(job, "publication_date")),
        employer=said(job, "company_title"),
    )


FEEDS = [
    XmlFeed("root", "job", "job_id", "job_id", role),
    XmlFeed("jobs", "job", "job_id", "job_id", role),
]
