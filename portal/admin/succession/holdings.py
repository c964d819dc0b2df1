"""What somebody holds as a recruiter: open referrals, roles that are not over, producers whose partner they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core.db import db
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.producers.models import Profile
from portal.referrals.record.models import Referral

KINDS = {"referral": _l("Open referrals"), "role": _l("Roles looked after"), "producer": _l("Partner of producers")}
AT_WORK = ("draft", "open", "paused")
"""States of roles that somebody still has to look after."""
Held = Referral | Opportunity | Profile


@dataclass(frozen=True, slots=True)
class Group:
    """What somebody holds of one kind (of KINDS) in one office."""

    kind: str
    office: Office
    things: tuple[Held, ...]

    @property
    def key(self) -> str:
        """Its name in forms."""
        return f"{self.kind}-{self.office.id}"

    @property
    def words(self) -> str:
        """How many they are, in words."""
        number = len(self.things)
        return {
            "referral": lambda: ngettext("%(num)s open referral", "%(num)s open referrals", number),
            "role": lambda: ngettext("%(num)s role", "%(num)s roles", number),
            "producer": lambda: ngettext("partner of %(num)s producer", "partner of %(num)s producers", number),
        }[self.kind]()


def list_holdings(person: User, offices: Iterable[int] | None = None) -> list[Group]:
    """What `person` holds, by office and kind; only in `offices` (ids) where some are named. Three statements."""
    around = (joinedload(part) for part in (Referral.office, Referral.referrer, Referral.opportunity))
    referrals = (
        select(Referral).options(*around).where(Referral.recruiter_id == person.id, Referral.closed_at.is_(None))
    )
    roles = select(Opportunity).options(joinedload(Opportunity.office)).where(Opportunity.recruiter_id == person.id)
    producers = select(Profile).options(joinedload(Profile.office), joinedload(Profile.user))
    found = {
        "referral": db.session.scalars(referrals.order_by(Referral.id)),
        "role": db.session.scalars(roles.where(Opportunity.state.in_(AT_WORK)).order_by(Opportunity.id)),
        "producer": db.session.scalars(producers.where(Profile.partner_id == person.id).order_by(Profile.user_id)),
    }
    groups: dict[tuple, list[Held]] = {}
    for kind, things in found.items():
        for thing in things:
            if offices is None or thing.office_id in set(offices):
                groups.setdefault((thing.office.name, thing.office_id, kind), []).append(thing)
    return [Group(kind, things[0].office, tuple(things)) for (_name, _id, kind), things in sorted(groups.items())]
