"""JobTeaser: `<jobs><job><job_details>`, HTML texts, no pay."""

from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_xml import XmlFeed, said


def role(job) -> RoleRow:
    """One JobTeaser `job`."""
    return RoleRow(
        title_fr=parsing.one_line(said(job, "job_details/title")),
        body_fr=to_markdown(said(job, "job_details/description")),
        city=parsing.place(said(job, "job_locations/location_city")),
        region=said(job, "job_locations/location_state"),
        country=parsing.country(said(job, "job_locations/location_country_code"), "FR"),
        kind=kind_stated(said(job, "job_details/contract_type")) or "employee",
        work_languages=("fr",),
        remote=parsing.remote(said(job, "job_details/remote_type").replace("Not specified", "")),
        posted_on=parsing.day(said(job, "job_dates/first_activated_at")),
        employer=said(job, "company/company_name"),
    )


FEEDS = [XmlFeed("jobs", "job", "job_details", "id", role)]
