"""Digital Recruiters (Decathlon), JSON: `{"ads": [{"reference", "address": {"parts"}, "salary"}]}`, HTML texts."""

from portal.config.languages import ENGLISH, FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_json import JsonFeed, text_at
from portal.opportunities.importers.safe_xml import join_parts


def read_opportunity(ad) -> OpportunityRow:
    """One `ad`, in the language of its `locale`. The recruiter and the manager whom the feed names are not read."""
    low, high, period = _pay(ad)
    language = ENGLISH if text_at(ad, "locale").startswith(ENGLISH) else FRENCH
    return OpportunityRow(
        **build_texts(
            language,
            parsing.one_line(text_at(ad, "title")),
            to_markdown(join_parts(text_at(ad, "description"), text_at(ad, "profile"))),
        ),
        city=parsing.parse_place(text_at(ad, "address/parts/city")),
        region=text_at(ad, "address/parts/state"),
        country=parsing.parse_country(text_at(ad, "address/parts/country"), "FR"),
        kind=kind_stated(text_at(ad, "contract_type")) or "employee",
        work_languages=(language,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.parse_currency(text_at(ad, "salary/currency"), "EUR"),
        pay_period=period,
        posted_on=parsing.parse_day(text_at(ad, "published_at")),
        employer=text_at(ad, "brand/name") or text_at(ad, "entity/public_name"),
    )


def _pay(ad) -> tuple[int | None, int | None, str]:
    """Cents and period; the rhythm that the feed names says nothing where there is no amount."""
    least, most = text_at(ad, "salary/min"), text_at(ad, "salary/max")
    if not (least or most):
        return None, None, ""
    period, factor = parsing.period_and_factor(text_at(ad, "salary/kind"))
    return parsing.parse_cents(least, factor), parsing.parse_cents(most, factor), period


JSON_FEEDS = [JsonFeed("ads", frozenset({"reference", "address", "salary"}), "reference", read_opportunity)]
