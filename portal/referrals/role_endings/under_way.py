"""The referrals that are still under way for a role, as those who decide about them may know them."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core.db import db
from portal.opportunities.models import MARKED
from portal.referrals.consent import register
from portal.referrals.record import policy
from portal.referrals.record.models import Referral
from portal.referrals.stages.definitions import FIRST
from portal.referrals.stages.labels import stage_label
from portal.web.i18n.formatting import first_name

MOST = 50
"""Referrals that are decided about at once; the rest is asked about afterwards."""
WORDS = {
    True: _l(
        "Hello %(referrer)s,\n\nThe role “%(role)s” is filled, so your referral of %(candidate)s ends here. It was read"
        " with care. Thank you for this referral.\n\n%(by)s"
    ),
    False: _l(
        "Hello %(referrer)s,\n\nThe role “%(role)s” is no longer open, so your referral of %(candidate)s ends here. It"
        " was read with care. Thank you for this referral.\n\n%(by)s"
    ),
}
"""The message to a referrer that is offered, by whether the role is filled. It says nothing of the candidate."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """One referral to decide about. `named`: whom it is about may be read.

    may_go_on: it may go on for the office in general: the candidate has not been asked yet, or agreed to other roles.
    word: what is offered to be said to the referrer, in their `language`.
    """

    id: int
    version: int
    stage: str
    stage_label: str
    named: bool
    who: str
    referrer: str
    holder: str | None
    may_go_on: bool
    word: str
    language: str


def _of_role(opportunity_id: int, user: User) -> ColumnElement[bool]:
    own = Referral.referrer_id != user.id
    return and_(Referral.opportunity_id == opportunity_id, Referral.closed_at.is_(None), own)


def may_decide(user: User, role) -> bool:
    """Whether `user` decides what becomes of the referrals to `role`: its office's recruiters, once it is not open."""
    return role.state in MARKED and user.holds("recruiter", role.office_id)


def count_under_way(role, user: User) -> int:
    """How many referrals to `role` wait for a decision of `user`; no statement where none is theirs to make."""
    if not may_decide(user, role):
        return 0
    return db.session.scalar(select(func.count()).select_from(Referral).where(_of_role(role.id, user)))


def read_referrals(role, user: User, *, only: list[int] | None = None) -> list[Referral]:
    """The open referrals to `role` that `user` may decide about, the oldest first; of those in `only`, held until the
    end of the unit of work.
    """
    around = (Referral.candidate, Referral.office, Referral.opportunity, Referral.referrer, Referral.recruiter)
    query = select(Referral).where(_of_role(role.id, user)).order_by(Referral.id).limit(MOST)
    query = query.options(*(joinedload(part) for part in around))
    if only is not None:
        query = query.where(Referral.id.in_(only)).with_for_update(of=Referral)
    return list(db.session.scalars(query))


def list_under_way(role, user: User) -> list[UnderWay]:
    """The same as `user` may know them. Two statements."""
    found = read_referrals(role, user)
    agreed = register.who_agreed([referral.id for referral in found], "future_roles")
    return [_shown(referral, role, user, referral.id in agreed) for referral in found]


def may_go_on(referral: Referral, *, agreed: bool) -> bool:
    """Whether it may go on for the office in general; `agreed`: the candidate agreed to other roles."""
    return agreed or (referral.stage == FIRST and referral.agreed_at is None)


def _shown(referral: Referral, role, user: User, agreed: bool) -> UnderWay:
    named, person = policy.may_see_identity(user, referral), referral.referrer
    with force_locale(person.language):
        names = {
            "referrer": first_name(person.name),
            "role": role.in_language("title", person.language)[0],
            "candidate": referral.typed_name if named else str(_l("this person")),
            "by": user.name,
        }
        word = str(WORDS[role.state == "filled"]) % names
    return UnderWay(
        id=referral.id,
        version=referral.version,
        stage=referral.stage,
        stage_label=stage_label(referral.stage),
        named=named,
        who=referral.candidate.name if named else str(_l("Someone referred by %(name)s", name=person.name)),
        referrer=person.name,
        holder=referral.recruiter.name if referral.recruiter else None,
        may_go_on=may_go_on(referral, agreed=agreed),
        word=word,
        language=person.language,
    )
