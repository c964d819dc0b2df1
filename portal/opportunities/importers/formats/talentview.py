"""TalentView (Kelio): `<source><jobs><job><html_description>`."""

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, join_parts, text_at


def read_opportunity(job) -> OpportunityRow:
    """One TalentView `job`; the formatted texts before the plain ones."""
    low, high = parsing.parse_cents(text_at(job, "salary/min")), parsing.parse_cents(text_at(job, "salary/max"))
    text = join_parts(text_at(job, "html_description"), text_at(job, "html_profile"))
    return OpportunityRow(
        **build_texts(
            FRENCH,
            parsing.one_line(text_at(job, "name")),
            to_markdown(text or join_parts(text_at(job, "description"), text_at(job, "profile"))),
        ),
        city=parsing.parse_place(text_at(job, "address/city")),
        country=parsing.parse_country(text_at(job, "address/country"), "FR"),
        kind=kind_stated(text_at(job, "job_type")) or "employee",
        work_languages=(FRENCH,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.parse_currency(text_at(job, "salary/currency"), "EUR"),
        pay_period="year" if low or high else "",
        remote=parsing.parse_remote(text_at(job, "remote_level")),
        posted_on=parsing.parse_day(text_at(job, "created_at")),
        employer=text_at(job, "company/name"),
    )


FEEDS = [XmlFeed("source", "jobs/job", "html_description", "id", read_opportunity)]
