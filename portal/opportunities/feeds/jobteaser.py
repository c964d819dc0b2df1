"""JobTeaser: `<jobs><job><job_details>`, HTML texts, no pay."""

from portal.opportunities.feeds import values
from portal.opportunities.feeds.contracts import kind_stated
from portal.opportunities.feeds.documents import XmlFeed, said
from portal.opportunities.feeds.html_to_markdown import to_markdown
from portal.opportunities.feeds.rows import RoleRow


def role(job) -> RoleRow:
    """One JobTeaser `job`."""
    return RoleRow(
        title_fr=values.one_line(said(job, "job_details/title")),
        body_fr=to_markdown(said(job, "job_details/description")),
        city=values.place(said(job, "job_locations/location_city")),
        region=said(job, "job_locations/location_state"),
        country=values.country(said(job, "job_locations/location_country_code"), "FR"),
        kind=kind_stated(said(job, "job_details/contract_type")) or "employee",
        work_languages=("fr",),
        remote=values.remote(said(job, "job_details/remote_type").replace("Not specified", "")),
        posted_on=values.day(said(job, "job_dates/first_activated_at")),
        employer=said(job, "company/company_name"),
    )


FEEDS = [XmlFeed("jobs", "job", "job_details", "id", role)]
