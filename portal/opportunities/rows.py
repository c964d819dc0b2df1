"""A role in plain values, for lists and for its page: `statements.select_fields` asks for a column of each field."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from portal.opportunities.models import Opportunity


class Row(NamedTuple):
    """A role in a list: what its line shows, titles and summaries in both languages."""

    id: int
    version: int
    state: str
    field: str
    kind: str
    remote: str
    work_languages: str
    city: str
    pay_min_cents: int | None
    pay_max_cents: int | None
    pay_period: str
    currency: str
    title_fr: str
    title_en: str
    summary_fr: str
    summary_en: str
    opened_at: datetime | None
    office: str
    recruiter_id: int
    recruiter: str

    in_language = Opportunity.in_language


class _More(NamedTuple):
    closed_at: datetime | None
    pay_note_fr: str
    pay_note_en: str
    body_fr: str
    body_en: str
    office_id: int
    office_version: int
    recruiter_title: str
    recruiter_phone: str
    recruiter_email: str
    recruiter_version: int
    licences: tuple[tuple[str, str], ...]
    """Those that are needed, each in French and in English."""


class OpportunityDetail(namedtuple("Shown", (*Row._fields, *_More._fields))):
    """Everything that the page of a role shows: what is drawn of it is kept by its values."""

    __slots__ = ()
    in_language = Opportunity.in_language

    @classmethod
    def from_row(cls, found: Iterable) -> OpportunityDetail:
        """Of a row of `statements.select_one`."""
        role = cls._make(found)
        return role._replace(licences=tuple((one.get("fr", ""), one.get("en", "")) for one in role.licences))

    @classmethod
    def from_opportunity(cls, role: Opportunity) -> OpportunityDetail:
        """A role that is at hand already."""
        office, asked = role.office, role.recruiter
        around = {"office": office.name, "office_version": office.version, "recruiter": asked.name}
        around |= {f"recruiter_{name}": getattr(asked, name) for name in ("title", "phone", "email", "version")}
        return cls.from_row(around[name] if name in around else getattr(role, name) for name in cls._fields)
