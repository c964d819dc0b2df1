"""What a reader gives back, and the checks that every row must pass."""

import re
from dataclasses import dataclass, make_dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext

from portal.config.languages import in_each
from portal.core.translated import InLanguages, texts_of

LONGEST = {
    "external_id": 120,
    **dict.fromkeys(in_each("title"), 200),
    **dict.fromkeys(in_each("body"), 20_000),
    "city": 120,
    "region": 120,
    "employer": 200,
}
LOWEST_YEARLY_CENTS = 1_000_00
# Control characters and the marks that turn the reading direction: invisible, and only ever a trap or damage.
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Problem(ValueError):
    """A value that can't be taken. `reason` is a translatable sentence for the person who imports."""

    def __init__(self, reason):
        super().__init__(str(reason))
        self.reason = reason


_texts: Any = make_dataclass(
    "_texts", [(name, str, "") for part in ("title", "body") for name in in_each(part)], kw_only=True
)


@dataclass(kw_only=True)
class OpportunityRow(InLanguages, _texts):
    """One posting in our units: Markdown bodies, integer cents, ISO country and currency, dates.

    Its title and its body are `title_fr` and `body_fr`, and so in every language.

    `kind` is employee, self_employed, franchise, internship or contract; `remote` is onsite, hybrid, remote
    or "" when the feed doesn't say; `pay_period` is year or hour, or "" without pay; `line` is its place in
    the file, counted from 1; `item` its number among the postings of a file that is one single line, else 0.
    """

    external_id: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    kind: str = "employee"
    work_languages: tuple[str, ...] = ()
    pay_min_cents: int | None = None
    pay_max_cents: int | None = None
    currency: str = ""
    pay_period: str = ""
    remote: str = ""
    posted_on: date | None = None
    expires_on: date | None = None
    employer: str = ""
    line: int = 0
    item: int = 0

    def __post_init__(self):
        if self.pay_min_cents is None and self.pay_max_cents is None:
            self.currency = self.pay_period = ""


def build_texts(language: str, title: str, body: str) -> dict[str, Any]:
    """The title and the body of a posting in one language, as `OpportunityRow` takes them."""
    return {f"title_{language}": title, f"body_{language}": body}


@dataclass(kw_only=True)
class BadRow:
    """A posting left out, or the whole file when `line` is 0. `reason` is translated when it is shown."""

    line: int
    item: int = 0
    external_id: str = ""
    reason: object = ""


def check_row(row: OpportunityRow) -> OpportunityRow:
    """The row itself when it can be taken. Raises `Problem` with the first thing that is wrong."""
    if not any(texts_of(row, "title").values()):
        raise Problem(_l("The title is missing."))
    for name, limit in LONGEST.items():
        value = getattr(row, name)
        if INVISIBLE.search(value):
            raise Problem(_l("“%(column)s” holds invisible control characters.", column=name))
        if len(value) > limit:
            raise Problem(
                lazy_ngettext(
                    "“%(column)s” is longer than %(num)s character.",
                    "“%(column)s” is longer than %(num)s characters.",
                    limit,
                    column=name,
                ),
            )
    _check_pay(row)
    if row.posted_on and row.expires_on and row.expires_on < row.posted_on:
        raise Problem(_l("The role expires before it is posted."))
    return row


def _check_pay(row: OpportunityRow) -> None:
    low, high = row.pay_min_cents, row.pay_max_cents
    if (low is not None and low < 0) or (high is not None and high < 0):
        raise Problem(_l("The pay can’t be negative."))
    if low is not None and high is not None and low > high:
        raise Problem(_l("The lowest pay is above the highest."))
    if row.pay_period == "year" and 0 < max(low or 0, high or 0) < LOWEST_YEARLY_CENTS:
        raise Problem(_l("The pay is too low for a whole year: is it per hour?"))
    if (low or high) and not row.currency:
        raise Problem(_l("The pay has no currency."))
