"""JobTeaser: `<jobs><job><job_details>`, HTML texts, no pay."""

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, text_at


def read_opportunity(job) -> OpportunityRow:
    """One JobTeaser `job`."""
    return OpportunityRow(
        **build_texts(
            FRENCH,
            parsing.one_line(text_at(job, "job_details/title")),
            to_markdown(text_at(job, "job_details/description")),
        ),
        city=parsing.parse_place(text_at(job, "job_locations/location_city")),
        region=text_at(job, "job_locations/location_state"),
        country=parsing.parse_country(text_at(job, "job_locations/location_country_code"), "FR"),
        kind=kind_stated(text_at(job, "job_details/contract_type")) or "employee",
        work_languages=(FRENCH,),
        remote=parsing.parse_remote(text_at(job, "job_details/remote_type").replace("Not specified", "")),
        posted_on=parsing.parse_day(text_at(job, "job_dates/first_activated_at")),
        employer=text_at(job, "company/company_name"),
    )


FEEDS = [XmlFeed("jobs", "job", "job_details", "id", read_opportunity)]
