"""Wanted (the second feed of WorkBC): one `<job id=><dates posted=>` per file, all in attributes."""

from portal.config.languages import ENGLISH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, attribute_at


def read_opportunity(job) -> OpportunityRow:
    """One Wanted `job`; a modelled salary is no pay."""
    posted = job.find("salaries/salary[@type='Posted']")
    pay = parsing.parse_cents(posted.get("value", "")) if posted is not None else None
    return OpportunityRow(
        **build_texts(
            ENGLISH,
            parsing.one_line(attribute_at(job, "title", "value")),
            to_markdown(attribute_at(job, "description", "value")),
        ),
        city=attribute_at(job, "locations/location/city", "label"),
        region=attribute_at(job, "locations/location/state", "label"),
        country="CA",
        kind=kind_stated(" ".join(kind.get("label", "") for kind in job.findall("jobtypes/jobtype"))) or "employee",
        work_languages=(ENGLISH,),
        pay_min_cents=pay,
        pay_max_cents=pay,
        currency="CAD",
        pay_period="year" if pay else "",
        posted_on=parsing.parse_day(attribute_at(job, "dates", "posted")),
        employer=attribute_at(job, "employer", "name"),
    )


FEEDS = [XmlFeed("job", ".", "dates", "@id", read_opportunity)]
