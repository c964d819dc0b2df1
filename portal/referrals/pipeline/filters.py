"""What the address of the board asks for: whose cards, which office and role, late ones, words, view and order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from portal.core.text import clean
from portal.referrals import finding
from portal.referrals.models import ALL_STAGES

SORTS = ("since", "clock")
LIST_SORTS = (*SORTS, "stage", "referrer", "role")
MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; every field has its empty value. `mine` is the id of the person who asks for their own."""

    mine: int | None = None
    office: int | None = None
    role: int | None = None
    overdue: bool = False
    text: str = ""
    sort: str = "since"
    view: str = "board"
    stage: str = ""

    @property
    def narrows(self) -> bool:
        """Whether some cards are left out."""
        return bool(self.mine or self.office or self.role or self.overdue or self.text or self.stage)

    def query(self, **changes) -> str:
        """The part of an address after its path that asks for this, with `changes`; empty values left out."""
        asked = {"mine": "yes" if self.mine else "", "office": self.office, "role": self.role}
        asked |= {"overdue": "yes" if self.overdue else "", "text": self.text, "stage": self.stage}
        asked["sort"] = self.sort if self.sort != "since" else ""
        asked["view"] = self.view if self.view != "board" else ""
        asked |= changes
        told = urlencode({name: value for name, value in asked.items() if value})
        return f"?{told}" if told else ""

    def asked(self, now: datetime, offices: Iterable[int]) -> dict[str, object]:
        """What narrows the boards of these offices, by the names of `statements.CONDITIONS`; late is due at `now`."""
        given = {"mine": self.mine, "office": self.office, "role": self.role, "stage": self.stage}
        if self.text:
            given["words"] = finding.wanted(self.text, (self.office,) if self.office else offices)
        given["late_at"] = now if self.overdue else None
        return {name: value for name, value in given.items() if value}


def read(args: Mapping[str, str], user_id: int) -> Filters:
    """The filters of an address; what makes no sense counts as not asked for."""
    view = "list" if args.get("view") == "list" else "board"
    sort = args.get("sort", "")
    return Filters(
        mine=user_id if args.get("mine") else None,
        office=_number(args.get("office", "")),
        role=_number(args.get("role", "")),
        overdue=bool(args.get("overdue")),
        text=clean(args.get("text"))[:100],
        sort=sort if sort in (LIST_SORTS if view == "list" else SORTS) else "since",
        view=view,
        stage=args.get("stage", "") if view == "list" and args.get("stage") in ALL_STAGES else "",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None
