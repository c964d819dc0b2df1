"""A referral with the people around it, in plain values: what its page reads, and nothing that a request could change.

Plain columns by a statement that is built once cost a tenth of what loading six rows as entities does. Verbs change
the row itself: `view_model.find`.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Row, Select, bindparam, func, select

from portal.accounts.models import User
from portal.core.caches import cached
from portal.core.db import db, select_rows
from portal.core.translated import InLanguages
from portal.notifications import notices
from portal.notifications.models import Notice
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.referrals.added_contacts import contacts
from portal.referrals.consent import bounced_emails
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.record.policy import readable_offices, visible_from

_REFERRAL, _CANDIDATE, _OFFICE, _ROLE, _NOTICE = (
    model.__table__ for model in (Referral, Candidate, Office, Opportunity, Notice)
)
_REFERRER, _RECRUITER = User.__table__.alias("referrer"), User.__table__.alias("recruiter")


class Someone(NamedTuple):
    """The referrer; no password travels with them."""

    id: int
    name: str
    language: str
    version: int


class Holder(NamedTuple):
    """The recruiter, with what their referrers reach them by."""

    id: int
    name: str
    language: str
    version: int
    email: str
    phone: str
    disabled_at: datetime | None


class Place(NamedTuple):
    """The office."""

    name: str
    version: int
    timezone: str
    region: str


class OpportunityFacts(InLanguages, namedtuple("OpportunityFacts", (*Opportunity.title.names, "state"))):
    """The role that it is for: its title in each language, and its state."""

    __slots__ = ()


Person = namedtuple("Person", _CANDIDATE.c.keys())
"""The candidate, with every column of `Candidate`."""
AROUND = {
    "candidate": Person,
    "office": Place,
    "opportunity": OpportunityFacts,
    "referrer": Someone,
    "recruiter": Holder,
}

MAYBE = ("opportunity", "recruiter")
"""Those that a referral may do without."""


class ReferralDetail(namedtuple("Whole", (*_REFERRAL.c.keys(), *AROUND, "refused_at", "sent_at", "added"))):
    """Every column of `Referral`, and what its relations lead to: it stands for a `Referral` wherever one is read.

    added: how many ways to reach the person the office was given. sent_at: when the last letter to the candidate left.
    refused_at: when the last letter to the candidate was refused for good, None when it left. Nothing in it changes,
    so that what is drawn of it may be kept by it.
    """

    __slots__ = ()

    @classmethod
    def from_referral(cls, referral: Referral) -> ReferralDetail:
        """A referral that is at hand already, as this request has left it."""
        around = (_around(kind, getattr(referral, part)) for part, kind in AROUND.items())
        own = (getattr(referral, column.name) for column in _REFERRAL.c)
        about = bounced_emails.refused_at(referral.candidate_id), bounced_emails.sent_at(referral.candidate_id)
        counted = db.session.execute(select(*about, contacts.count_contacts(referral.candidate_id))).one()
        return cls(*own, *around, *counted)._hashable()

    def _hashable(self) -> ReferralDetail:
        person = self.candidate._replace(fields=tuple(self.candidate.fields))
        return self._replace(fields=tuple(self.fields), candidate=person)


def _around(kind: type, row: object) -> tuple | None:
    return None if row is None else kind._make(getattr(row, name) for name in kind._fields)


@cached(2)
def _asked(everywhere: bool) -> Select:
    """The columns of `ReferralDetail` one after the other, for the id `referral`, and the unread notices of `person`.

    Within what `person` may know of, who works in `offices`, or sees `everywhere`.
    """
    tables = dict(zip(AROUND, (_CANDIDATE, _OFFICE, _ROLE, _REFERRER, _RECRUITER), strict=True))
    around = (tables[part].c[name] for part, kind in AROUND.items() for name in kind._fields)
    unread = select(func.count()).where(_NOTICE.c.user_id == bindparam("person"), _NOTICE.c.read_at.is_(None))
    found = _REFERRAL
    for part, table in tables.items():
        found = found.join(table, table.c.id == _REFERRAL.c[f"{part}_id"], isouter=part in MAYBE)
    about = bounced_emails.refused_at(_REFERRAL.c.candidate_id), bounced_emails.sent_at(_REFERRAL.c.candidate_id)
    added = contacts.count_contacts(_REFERRAL.c.candidate_id)
    query = select(*_REFERRAL.c, *around, *about, added, unread.scalar_subquery()).select_from(found)
    offices = None if everywhere else bindparam("offices", expanding=True)
    return query.where(_REFERRAL.c.id == bindparam("referral"), visible_from(bindparam("person"), offices))


def read_referral(user: User, referral_id: int) -> ReferralDetail | None:
    """The referral of that id, if `user` may know of it. One statement, which counts their notices as well."""
    given = {"referral": referral_id, "person": user.id, "offices": readable_offices(user)}
    for row in select_rows(_asked(given["offices"] is None), given):
        notices.learn_unread(user.id, row[-1])
        return _whole(row)
    return None


def _whole(row: Row) -> ReferralDetail:
    columns = iter(row)
    own = tuple(islice(columns, len(_REFERRAL.c)))
    around = tuple(kind._make(islice(columns, len(kind._fields))) for kind in AROUND.values())
    found = ReferralDetail(*own, *around, *islice(columns, 3))
    nobody = {part: None for part in MAYBE if getattr(found, f"{part}_id") is None}
    return (found._replace(**nobody) if nobody else found)._hashable()
