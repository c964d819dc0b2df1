"""A role in plain values, for lists and for its page: `statements.select_fields` asks for a column of each field."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable

from portal.config.languages import CODES
from portal.core.translated import InLanguages, Texts
from portal.opportunities.models import Opportunity

_LINE = (
    "id", "version", "state", "field", "kind", "remote", "work_languages", "city", "pay_min_cents", "pay_max_cents",
    "pay_period", "currency", *Opportunity.title.names, *Opportunity.summary.names, "opened_at", "office",
    "recruiter_id", "recruiter",
)  # fmt: skip
_PAGE = (
    "closed_at", "opens_on", "closes_on",
    *Opportunity.pay_note.names, *Opportunity.body.names, "office_id", "office_version", "recruiter_title",
    "recruiter_phone", "recruiter_email", "recruiter_version", "licences",
)  # fmt: skip


class Row(InLanguages, namedtuple("Row", _LINE)):
    """A role in a list: what its line shows, titles and summaries in each language."""

    __slots__ = ()


class OpportunityDetail(InLanguages, namedtuple("OpportunityDetail", (*_LINE, *_PAGE))):
    """Everything that the page of a role shows: what is drawn of it is kept by its values.

    licences: those that are needed, each by its texts in the order of the languages.
    """

    __slots__ = ()

    @property
    def licences_in_languages(self) -> list[Texts]:
        """The licences, each as it is read in any language."""
        return [Texts.in_order(licence) for licence in self.licences]

    @classmethod
    def from_row(cls, found: Iterable) -> OpportunityDetail:
        """Of a row of `statements.select_one`."""
        role = cls._make(found)
        return role._replace(licences=tuple(tuple(one.get(code, "") for code in CODES) for one in role.licences))

    @classmethod
    def from_opportunity(cls, role: Opportunity) -> OpportunityDetail:
        """A role that is at hand already."""
        office, asked = role.office, role.recruiter
        recruits = asked.is_active and asked.holds("recruiter", role.office_id)
        around = {"office": office.name, "office_version": office.version, "recruiter": asked.name if recruits else ""}
        around |= {
            f"recruiter_{name}": getattr(asked, name) if recruits else "" for name in ("title", "phone", "email")
        }
        around["recruiter_version"] = asked.version if recruits else 0
        return cls.from_row(around[name] if name in around else getattr(role, name) for name in cls._fields)
