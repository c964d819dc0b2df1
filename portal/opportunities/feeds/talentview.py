"""TalentView (Kelio): `<source><jobs><job><html_description>`."""

from portal.opportunities.feeds import values
from portal.opportunities.feeds.contracts import kind_stated
from portal.opportunities.feeds.documents import XmlFeed, joined, said
from portal.opportunities.feeds.html_to_markdown import to_markdown
from portal.opportunities.feeds.rows import RoleRow


def role(job) -> RoleRow:
    """One TalentView `job`; the formatted texts before the plain ones."""
    low, high = values.cents(said(job, "salary/min")), values.cents(said(job, "salary/max"))
    text = joined(said(job, "html_description"), said(job, "html_profile"))
    return RoleRow(
        title_fr=values.one_line(said(job, "name")),
        body_fr=to_markdown(text or joined(said(job, "description"), said(job, "profile"))),
        city=values.place(said(job, "address/city")),
        country=values.country(said(job, "address/country"), "FR"),
        kind=kind_stated(said(job, "job_type")) or "employee",
        work_languages=("fr",),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=values.currency(said(job, "salary/currency"), "EUR"),
        pay_period="year" if low or high else "",
        remote=values.remote(said(job, "remote_level")),
        posted_on=values.day(said(job, "created_at")),
        employer=said(job, "company/name"),
    )


FEEDS = [XmlFeed("source", "jobs/job", "html_description", "id", role)]
