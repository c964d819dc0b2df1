"""Digital Recruiters (Decathlon), JSON: `{"ads": [{"reference", "address": {"parts"}, "salary"}]}`, HTML texts."""

from portal.opportunities.importers import parsing
from portal.opportunities.importers.contract_types import kind_stated
from portal.opportunities.importers.html_to_markdown import to_markdown
from portal.opportunities.importers.row import RoleRow
from portal.opportunities.importers.safe_json import JsonFeed, said
from portal.opportunities.importers.safe_xml import joined


def role(ad) -> RoleRow:
    """One `ad`, in the language of its `locale`. The recruiter and the manager whom the feed names are not read."""
    low, high, period = _pay(ad)
    language = "en" if said(ad, "locale").startswith("en") else "fr"
    row = RoleRow(
        city=parsing.place(said(ad, "address/parts/city")),
        region=said(ad, "address/parts/state"),
        country=parsing.country(said(ad, "address/parts/country"), "FR"),
        kind=kind_stated(said(ad, "contract_type")) or "employee",
        work_languages=(language,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=parsing.currency(said(ad, "salary/currency"), "EUR"),
        pay_period=period,
        posted_on=parsing.day(said(ad, "published_at")),
        employer=said(ad, "brand/name") or said(ad, "entity/public_name"),
    )
    setattr(row, f"title_{language}", parsing.one_line(said(ad, "title")))
    setattr(row, f"body_{language}", to_markdown(joined(said(ad, "description"), said(ad, "profile"))))
    return row


def _pay(ad) -> tuple[int | None, int | None, str]:
    """Cents and period; the rhythm that the feed names says nothing where there is no amount."""
    least, most = said(ad, "salary/min"), said(ad, "salary/max")
    if not (least or most):
        return None, None, ""
    period, factor = parsing.period_and_factor(said(ad, "salary/kind"))
    return parsing.cents(least, factor), parsing.cents(most, factor), period


JSON_FEEDS = [JsonFeed("ads", frozenset({"reference", "address", "salary"}), "reference", role)]
