"""Introducing someone: what must be true of it, who then holds it, and the first line of its story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import case, exists, select

from portal.accounts.models import Membership, User
from portal.core import columns
from portal.core.columns import REFERRER
from portal.core.contact_details import email_addresses
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forbidden_numbers import refuse_in
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.referrals.consent import invitations, links
from portal.referrals.introductions import acceptance
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages import transitions
from portal.referrals.submission.weekly_limit import limit

LEAST_WHY, LONGEST_WHY, LONGEST_EXPERIENCE = 40, 2000, 1000

PARTNER_OF = "relais-partner-of"
"""The extension of the app that knows the id of a producer’s partner recruiter, whom a higher floor keeps."""


OF_PERSON, OF_REFERRAL = (columns.told_by(model, REFERRER) for model in (Candidate, Referral))
ASKED = frozenset({*OF_PERSON, *OF_REFERRAL})
"""What a producer is asked, by the names of the columns that keep it."""
FREE = (*columns.typed_freely(Candidate, REFERRER), *columns.typed_freely(Referral, REFERRER))


@dataclass(frozen=True, slots=True)
class Answers:
    """What a producer says of somebody, cleaned: `told` has a value for each of ASKED, and no other.

    Months are their first day; e-mail or phone may be empty, not both.
    """

    opportunity: Opportunity | None
    office_id: int
    told: Mapping[str, object]

    def __post_init__(self) -> None:
        if self.told.keys() != ASKED:
            raise TypeError(f"answers that are missing, or that nobody asked for: {sorted(ASKED ^ self.told.keys())}")

    @property
    def email(self) -> str:
        """The address of the person, or ""."""
        return str(self.told["email"])

    @property
    def phone(self) -> str:
        """Their number, or ""."""
        return str(self.told["phone"])


def opportunity_of(opportunity_id: int | None) -> Opportunity | None:
    """A role that was published once, also when it is closed by now: what was typed for it must not be lost."""
    if opportunity_id is None:
        return None
    return db.session.scalar(select(Opportunity).where(Opportunity.id == opportunity_id, Opportunity.state != "draft"))


def offices_for(user: User) -> list[Office]:
    """Every office, those of `user` first."""
    mine = case((Office.id.in_(sorted(user.offices_as())), 0), else_=1)
    return list(db.session.scalars(select(Office).order_by(mine, Office.name)))


def is_oneself(email: str | None, user: User) -> bool:
    """Whether this is the user's own address; another spelling doesn't make another person of them."""
    return email_addresses.is_same(email, user.email)


def submit_referral(answers: Answers, *, by: User, now: datetime, told_later: bool = False) -> Referral:
    """Keep that `by` wants to introduce somebody: the referral waits for the candidate's own agreement.

    Raises Refused when nobody could be reached, when the role is not open, when people refer themselves, when free
    text holds an identifier that must not be kept, or when `by` is past the week's limit without a go-ahead.
    `told_later`: it happened at `now` and is only written down today, so that no limit of a week holds.
    """
    _check(answers, by)
    if not told_later:
        limit.check_limit(by, now)
    candidate = Candidate(created_at=now, **{name: answers.told[name] for name in OF_PERSON})
    referral = _referral(answers, by, now)
    referral.candidate = candidate
    transitions.begin_referral(referral, by=by, now=now)
    contact_hashes.keep_hashes(candidate)
    links.make_links(referral, now=now)
    invitations.invite_candidate(referral, now=now)
    if referral.recruiter_answer == "accepted":
        acceptance.register_opportunity(referral, now=now)
    return referral


def _check(answers: Answers, by: User) -> None:
    refuse_in(*(str(answers.told[name]) for name in FREE))
    if not answers.email and not answers.phone:
        raise Refused(_("Give an e-mail address or a phone number, at least one."))
    if is_oneself(answers.email, by):
        raise Refused(_("This is your own address. To move to another role, talk to your recruiter."))
    role = answers.opportunity
    if role is not None and role.state != "open":
        raise Refused(_("This role is no longer open. You can refer this person to the office in general."))


def _referral(answers: Answers, by: User, now: datetime) -> Referral:
    office = db.session.get_one(Office, answers.office_id)
    role, recruiter = answers.opportunity, _holder(answers.opportunity, office.id, by)
    by_role = role is not None and role.accepts_introductions and recruiter is not None
    return Referral(
        office=office,
        office_id=office.id,
        opportunity_id=role.id if role else None,
        referrer_id=by.id,
        recruiter_id=recruiter,
        recruiter_answer="accepted" if by_role else "waiting",
        answered_at=now if by_role else None,
        **{f"typed_{name}": answers.told[name] for name in OF_PERSON},
        **{name: answers.told[name] for name in OF_REFERRAL},
    )


def _holder(role: Opportunity | None, office_id: int, by: User) -> int | None:
    """The role's recruiter, or the producer's partner where they recruit; never the referrer themselves."""
    wanted = role.recruiter_id if role else current_app.extensions[PARTNER_OF](by.id)
    if wanted is None or wanted == by.id:
        return None
    held = exists().where(
        Membership.user_id == wanted, Membership.office_id == office_id, Membership.role == "recruiter"
    )
    may_sign_in = Membership.user.has(User.disabled_at.is_(None))
    return wanted if db.session.scalar(select(held.where(may_sign_in))) else None
