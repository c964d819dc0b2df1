"""What somebody asks of the list of roles, read from an address and written back to it in one form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from portal.core.text_normalization import clean_text
from portal.opportunities.models import FIELDS, KINDS, REMOTE, STATES, WORK_LANGUAGES

SORTS = ("newest", "pay", "title")
STEP = 20
MOST_SHOWN = 400
"""A list longer than this asks for a narrower search instead of growing."""
MOST_PAY = 10_000_000


@dataclass(frozen=True, slots=True)
class Filters:
    """The state of the list. Empty tuples and None don't filter; `shown` counts rows.

    `pay` is whole units a year of `currency`; an empty one compares all as they are.
    """

    q: str = ""
    office: tuple[int, ...] = ()
    field: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    remote: tuple[str, ...] = ()
    pay: int | None = None
    currency: str = ""
    state: str = "open"
    sort: str = "newest"
    shown: int = STEP

    @classmethod
    def from_address(cls, address: MultiDict, *, states: bool) -> Filters:
        """The filters in the query of an address; what makes no sense is left out. `states`: may ask for others
        than open roles."""
        state, sort = address.get("state", ""), address.get("sort", "")
        return cls(
            q=clean_text(address.get("q"))[:200],
            office=tuple(sorted({number for text in address.getlist("office") if (number := _number(text))})),
            field=_known(address.getlist("field"), FIELDS),
            kind=_known(address.getlist("kind"), KINDS),
            language=_known(address.getlist("language"), WORK_LANGUAGES),
            remote=_known(address.getlist("remote"), REMOTE),
            pay=min(_number(address.get("pay", "")), MOST_PAY) or None,
            currency=_currency(address.get("currency", "")),
            state=state if states and state in (*STATES, "all") else "open",
            sort=sort if sort in SORTS else "newest",
            shown=max(STEP, min(_number(address.get("shown", "")), MOST_SHOWN)),
        )

    def address(self, **changes) -> dict:
        """The query of the address that stands for these filters with `changes`, without what goes without saying."""
        values = {name: getattr(self, name) for name in self.__slots__} | changes
        if not values["pay"] and values["sort"] != "pay":
            values["currency"] = ""
        return {name: value for name, value in values.items() if value and value != _DEFAULTS[name]}

    @property
    def count(self) -> int:
        """How many groups of filters narrow the list, the typed words apart."""
        return len(self.address(q="", sort="newest", shown=STEP, currency=""))


_DEFAULTS = {name: getattr(Filters(), name) for name in Filters.__slots__}


def _number(text: str) -> int:
    digits = "".join(text.split())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _currency(text: str) -> str:
    return text if len(text) == 3 and text.isascii() and text.isupper() else ""


def _known(asked: Iterable[str], values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if value in asked)
