"""TalentView (Kelio): `<source><jobs><job><html_description>`."""

from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_xml import XmlFeed, joined, said


def role(job) -> RoleRow:
    """One TalentView `job`; the formatted texts before the plain ones."""
    low, high = parsing.cents(said(job, "salary/min")), parsing.cents(said(job, "salary/max"))
    text = joined(said(job, "html_description"), said(job, "html_profile"))
    return RoleRow(
        title_fr=parsing.one_line(said(job, "name")),
        body_fr=to_markdown(text or joined(said(job, "description"), said(job, "profile"))),
        city=parsing.place(said(job, "address/city")),
        country=parsing.country(said(job, "address/country"), "FR"),
        kind=kind_stated(said(job, "job_type")) or "employee",
        work_languages=("fr",),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.currency(said(job, "salary/currency"), "EUR"),
        pay_period="year" if low or high else "",
        remote=parsing.remote(said(job, "remote_level")),
        posted_on=parsing.day(said(job, "created_at")),
        employer=said(job, "company/name"),
    )


FEEDS = [XmlFeed("source", "jobs/job", "html_description", "id", role)]
