"""Meteojob (Clever Connect): `<source><job id= lang=>`, pay and contract in attributes."""

from portal.config.languages import ENGLISH, FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, attribute_at, join_parts, text_at

PLACE = "workplace/locations/location/"


def read_opportunity(job) -> OpportunityRow:
    """One Meteojob `job`, in the language that it declares."""
    language = ENGLISH if job.get("lang") == ENGLISH else FRENCH
    period, factor = parsing.period_and_factor(attribute_at(job, "benefits/salary", "period"))
    low = parsing.parse_cents(attribute_at(job, "benefits/salary", "lowEnd"), factor)
    high = parsing.parse_cents(attribute_at(job, "benefits/salary", "highEnd"), factor)
    text = to_markdown(join_parts(text_at(job, "description"), text_at(job, "profile/description")))
    return OpportunityRow(
        **build_texts(language, parsing.one_line(text_at(job, "title")), text),
        city=parsing.parse_place(text_at(job, PLACE + "city")),
        region=text_at(job, PLACE + "state"),
        country=parsing.parse_country(attribute_at(job, PLACE + "country", "code"), "FR"),
        kind=kind_stated(" ".join(text_at(kind, ".") for kind in job.findall("contract/types/type"))) or "employee",
        work_languages=(language,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.parse_currency(attribute_at(job, "benefits/salary", "currency"), "EUR"),
        pay_period=period if low or high else "",
        posted_on=parsing.parse_day(text_at(job, "publicationDate")),
        employer=text_at(job, "company/name"),
    )


FEEDS = [XmlFeed("source", "job", "publicationDate", "@id", read_opportunity)]
