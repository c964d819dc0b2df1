"""What the address of the board asks for: whose cards, which office and role, late ones, words, view and order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import ColumnElement
from sqlalchemy.sql import true

from portal.core import search
from portal.core.text import clean
from portal.referrals.finding import KIND
from portal.referrals.models import ALL_STAGES, Referral

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

    def conditions(self) -> list[ColumnElement[bool]]:
        """SQL: the referrals that are left, among those that the reader may know of."""
        found = search.matching(KIND, self.text)
        return [
            Referral.recruiter_id == self.mine if self.mine else true(),
            Referral.office_id == self.office if self.office else true(),
            Referral.opportunity_id == self.role if self.role else true(),
            Referral.stage == self.stage if self.stage else true(),
            Referral.id.in_(found) if found is not None else true(),
        ]


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
