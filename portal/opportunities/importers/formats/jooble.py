"""Jooble: `<jobs><job><guid>`, pay with a rate, an end date."""

from portal.config.languages import FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated, kind_told
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, text_at


def read_opportunity(job) -> OpportunityRow:
    """One Jooble `job`; a pay without a rate is yearly."""
    period, factor = parsing.period_and_factor(text_at(job, "salary/rate"))
    low = parsing.parse_cents(text_at(job, "salary/min"), factor)
    high = parsing.parse_cents(text_at(job, "salary/max"), factor)
    return OpportunityRow(
        **build_texts(FRENCH, parsing.one_line(text_at(job, "title")), to_markdown(text_at(job, "description"))),
        city=parsing.parse_place(text_at(job, "region/city").split(",")[0]),
        region=text_at(job, "region/state").split(";")[-1].strip(),
        country=parsing.parse_country(text_at(job, "region/country"), "FR"),
        kind=kind_stated(text_at(job, "jobtype")) or kind_told(text_at(job, "title")) or "employee",
        work_languages=(FRENCH,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.parse_currency(text_at(job, "salary/currency") or text_at(job, "currency"), "EUR"),
        pay_period=period if low or high else "",
        posted_on=parsing.parse_day(text_at(job, "date_updated")),
        expires_on=parsing.parse_day(text_at(job, "date_expired")),
        employer=text_at(job, "company"),
    )


FEEDS = [XmlFeed("jobs", "job", "referencenumber", "guid", read_opportunity)]
