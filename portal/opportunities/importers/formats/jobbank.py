"""Job Bank of Canada, federal XML: `<SolrResponse><Documents><Document><jobs_id>`, tasks as options."""

import re

from portal.config.languages import ENGLISH, FRENCH
from portal.opportunities.importers import parsing
from portal.opportunities.importers.html_to_markdown import escape_markdown
from portal.opportunities.importers.row import OpportunityRow, build_texts
from portal.opportunities.importers.safe_xml import XmlFeed, text_at

LANGUAGES = {"E": (ENGLISH,), "F": (FRENCH,), "B": (FRENCH, ENGLISH)}
KINDS = {"C": "contract", "T": "contract", "S": "contract", "P": "employee"}
ASKED_ELSEWHERE = {"Screening questions"}


def parse_pay(document) -> tuple[int | None, int | None, str]:
    """Cents and period, from the sentence (`$18.94 to $23.67 hourly`), else from the figures."""
    found = re.match(r"\$([\d.,]+)(?:\s+to\s+\$([\d.,]+))?\s+(\w+)", text_at(document, "salary/string"))
    if found and found[3] in parsing.PERIODS:
        period, factor = parsing.period_and_factor(found[3])
        low = parsing.parse_cents(found[1], factor)
        return low, parsing.parse_cents(found[2], factor) if found[2] else low, period
    for name, period in (("salary_yearly", "year"), ("salary_hourly", "hour")):
        amount = parsing.parse_cents(text_at(document, name))
        if amount:
            return amount, amount, period
    return None, None, ""


def build_body(document) -> str:
    """The categories of skills and tasks as headings with lists."""
    parts = []
    for category in document.findall("skill_categories/skill_category"):
        name = text_at(category, "name")
        options = [" ".join((option.text or "").split()) for option in category.iter("option_name")]
        if name and name not in ASKED_ELSEWHERE and any(options):
            lines = "\n".join(f"- {escape_markdown(option)}" for option in options if option)
            parts.append(f"### {escape_markdown(name)}\n\n{lines}")
    return "\n\n".join(parts)


def read_opportunity(document) -> OpportunityRow:
    """One Job Bank `Document`, in the language of its `lang`."""
    low, high, period = parse_pay(document)
    language = FRENCH if text_at(document, "lang") == FRENCH else ENGLISH
    title = parsing.one_line(text_at(document, "title"))
    return OpportunityRow(
        **build_texts(language, title[:1].upper() + title[1:], build_body(document)),
        city=parsing.parse_place(text_at(document, "city_name/string")),
        region=text_at(document, "province_cd/string"),
        country="CA",
        kind=KINDS.get(text_at(document, "work_term_cd"), "employee"),
        work_languages=LANGUAGES.get(text_at(document, "work_lang_cd"), ()),
        pay_min_cents=low,
        pay_max_cents=high,
        currency="CAD",
        pay_period=period,
        posted_on=parsing.parse_day(text_at(document, "date_posted")),
        expires_on=parsing.parse_day(text_at(document, "display_until")),
        employer=text_at(document, "employer_name_string") or text_at(document, "employer_name/string"),
    )


FEEDS = [XmlFeed("SolrResponse", "Documents/Document", "jobs_id", "jobs_id", read_opportunity)]
