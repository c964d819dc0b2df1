"""HelloWork (and its Buddi variant): `<root|jobs><job><job_id>`, texts with dashes for bullets."""

from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_xml import XmlFeed, joined, said


def role(job) -> RoleRow:
    """One HelloWork `job`; its profile follows its description."""
    period, factor = parsing.period_and_factor(said(job, "salary_details/period"))
    low = parsing.cents(said(job, "salary_details/salary_min/amount"), factor)
    high = parsing.cents(said(job, "salary_details/salary_max/amount"), factor)
    return RoleRow(
        title_fr=parsing.one_line(said(job, "title")),
        body_fr=to_markdown(joined(said(job, "description"), said(job, "profile"))),
        city=parsing.place(said(job, "city")),
        region=parsing.place(said(job, "region")),
        country=parsing.country(said(job, "country"), "FR"),
        kind=kind_stated(said(job, "contract")) or "employee",
        work_languages=("fr",),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.currency(said(job, "salary_details/salary_min/currencyCode"), "EUR"),
        pay_period=period if low or high else "",
        remote=parsing.remote(said(job, "remote")),
        posted_on=parsing.day(said(job, "publication_date")),
        employer=said(job, "company_title"),
    )


FEEDS = [
    XmlFeed("root", "job", "job_id", "job_id", role),
    XmlFeed("jobs", "job", "job_id", "job_id", role),
]
