"""HelloWork (and its Buddi variant): `<root|jobs><job><job_id>`, texts with dashes for bullets."""

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, join_parts, text_at


def read_opportunity(job) -> OpportunityRow:
    """One HelloWork `job`; its profile follows its description."""
    period, factor = parsing.period_and_factor(text_at(job, "salary_details/period"))
    low = parsing.parse_cents(text_at(job, "salary_details/salary_min/amount"), factor)
    high = parsing.parse_cents(text_at(job, "salary_details/salary_max/amount"), factor)
    return OpportunityRow(
        **build_texts(
            FRENCH,
            parsing.one_line(text_at(job, "title")),
            to_markdown(join_parts(text_at(job, "description"), text_at(job, "profile"))),
        ),
        city=parsing.parse_place(text_at(job, "city")),
        region=parsing.parse_place(text_at(job, "region")),
        country=parsing.parse_country(text_at(job, "country"), "FR"),
        kind=kind_stated(text_at(job, "contract")) or "employee",
        work_languages=(FRENCH,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.parse_currency(text_at(job, "salary_details/salary_min/currencyCode"), "EUR"),
        pay_period=period if low or high else "",
        remote=parsing.parse_remote(text_at(job, "remote")),
        posted_on=parsing.parse_day(text_at(job, "publication_date")),
        employer=text_at(job, "company_title"),
    )


FEEDS = [
    XmlFeed("root", "job", "job_id", "job_id", read_opportunity),
    XmlFeed("jobs", "job", "job_id", "job_id", read_opportunity),
]
