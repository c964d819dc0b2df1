"""What the address of the board asks for: whose cards, which office and role, late ones, words, view and order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from portal.core.text_normalization import clean_text
from portal.referrals.record import search_index
from portal.referrals.stages.definitions import ALL_STAGES
from portal.referrals.status_updates.pending import year_of

SORTS = ("since", "clock")
LIST_SORTS = (*SORTS, "stage", "referrer", "role", "holder", "person")
NOBODY = "nobody"
"""Of what no recruiter holds."""
MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; every field has its empty value. `mine` is the id of the person who asks for their own.

    `holder` is the id of the recruiter who handles them; `unheld`: nobody does.
    `near`, `unanswered` (the id of who may not answer for themselves) and `this_year` are the rows of home's figures.
    `reader` is the id of the person who looks for words: they find none of their own referrals that have opened, for
    words then find what candidates say too.
    """

    mine: int | None = None
    holder: int | None = None
    unheld: bool = False
    office: int | None = None
    role: int | None = None
    overdue: bool = False
    near: bool = False
    unanswered: int | None = None
    this_year: bool = False
    text: str = ""
    sort: str = "since"
    view: str = "board"
    stage: str = ""
    reader: int | None = None

    @property
    def narrows(self) -> bool:
        """Whether some cards are left out."""
        held = (self.mine, self.holder, self.unheld)
        return any((*held, self.office, self.role, self.overdue, self.text, self.stage, *self._figures.values()))

    @property
    def _figures(self) -> dict[str, bool]:
        return {"near": self.near, "unanswered": bool(self.unanswered), "this_year": self.this_year}

    def query(self, **changes) -> str:
        """The part of an address after its path that asks for this, with `changes`; empty values left out."""
        asked = {"mine": "yes" if self.mine else "", "office": self.office, "role": self.role}
        asked["holder"] = NOBODY if self.unheld else self.holder
        asked |= {"overdue": "yes" if self.overdue else "", "text": self.text, "stage": self.stage}
        asked |= {name: "yes" for name, on in self._figures.items() if on}
        asked["sort"] = self.sort if self.sort != "since" else ""
        asked["view"] = self.view if self.view != "board" else ""
        asked |= changes
        told = urlencode({name: value for name, value in asked.items() if value})
        return f"?{told}" if told else ""

    def asked(self, now: datetime, offices: Iterable[int]) -> dict[str, object]:
        """What narrows the boards of these offices, by the names of `statements.CONDITIONS`; late is due at `now`."""
        given = {"mine": self.mine, "office": self.office, "role": self.role, "stage": self.stage}
        given |= {"holder": self.holder, "unheld": self.unheld}
        if self.text:
            given["words"] = search_index.search_terms(self.text, (self.office,) if self.office else offices)
            given["not_by"] = self.reader
        given |= {"late_at": now if self.overdue else None, "near_at": now if self.near else None}
        given |= {"answers": self.unanswered, "hired_since": year_of(now) if self.this_year else None}
        return {name: value for name, value in given.items() if value}


def read_filters(args: Mapping[str, str], user_id: int) -> Filters:
    """The filters of an address; what makes no sense counts as not asked for."""
    view = "list" if args.get("view") == "list" else "board"
    sort, text = args.get("sort", ""), clean_text(args.get("text"))[:100]
    return Filters(
        mine=user_id if args.get("mine") else None,
        holder=_number(args.get("holder", "")),
        unheld=args.get("holder") == NOBODY,
        office=_number(args.get("office", "")),
        role=_number(args.get("role", "")),
        overdue=bool(args.get("overdue")),
        near=bool(args.get("near")),
        unanswered=user_id if args.get("unanswered") else None,
        this_year=bool(args.get("this_year")),
        text=text,
        sort=sort if sort in (LIST_SORTS if view == "list" else SORTS) else "since",
        view=view,
        reader=user_id if text else None,
        stage=args.get("stage", "") if view == "list" and args.get("stage") in ALL_STAGES else "",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None
