"""Digital Recruiters (Decathlon), JSON: `{"ads": [{"reference", "address": {"parts"}, "salary"}]}`, HTML texts."""

from portal.opportunities.feeds import values
from portal.opportunities.feeds.contracts import kind_stated
from portal.opportunities.feeds.documents import joined
from portal.opportunities.feeds.html_to_markdown import to_markdown
from portal.opportunities.feeds.objects import JsonFeed, said
from portal.opportunities.feeds.rows import RoleRow


def role(ad) -> RoleRow:
    """One `ad`, in the language of its `locale`. The recruiter and the manager whom the feed names are not read."""
    low, high, period = _pay(ad)
    language = "en" if said(ad, "locale").startswith("en") else "fr"
    row = RoleRow(
        city=values.place(said(ad, "address/parts/city")),
        region=said(ad, "address/parts/state"),
        country=values.country(said(ad, "address/parts/country"), "FR"),
        kind=kind_stated(said(ad, "contract_type")) or "employee",
        work_languages=(language,),
        pay_min_cents=low,
        pay_max_cents=high,
        currency=values.currency(said(ad, "salary/currency"), "EUR"),
        pay_period=period,
        posted_on=values.day(said(ad, "published_at")),
        employer=said(ad, "brand/name") or said(ad, "entity/public_name"),
    )
    setattr(row, f"title_{language}", values.one_line(said(ad, "title")))
    setattr(row, f"body_{language}", to_markdown(joined(said(ad, "description"), said(ad, "profile"))))
    return row


def _pay(ad) -> tuple[int | None, int | None, str]:
    """Cents and period; the rhythm that the feed names says nothing where there is no amount."""
    least, most = said(ad, "salary/min"), said(ad, "salary/max")
    if not (least or most):
        return None, None, ""
    period, factor = values.period_and_factor(said(ad, "salary/kind"))
    return values.cents(least, factor), values.cents(most, factor), period


JSON_FEEDS = [JsonFeed("ads", frozenset({"reference", "address", "salary"}), "reference", role)]
