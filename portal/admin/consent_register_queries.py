"""The register of consents for the privacy officer: who agreed to what, how and until when; no candidate is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.core.db import db
from portal.offices.models import Office
from portal.referrals.consent.models import Consent
from portal.referrals.record.models import Candidate, Referral

STATES: dict[str, object] = {
    "": _l("All"),
    "valid": _l("In force"),
    "withdrawn": _l("Withdrawn consents"),
    "ended": _l("Expired consents"),
    "erased": _l("Of erased people"),
}
CHANNELS = {
    "page": _l("online"),
    "phone": _l("by phone"),
    "in_person": _l("in person"),
    "e-mail": _l("by e-mail"),
    "role": _l("by the role, which accepts automatically"),
}
PURPOSES = {
    "this_role": _l("this introduction"),
    "future_roles": _l("other roles later"),
    "other_offices": _l("other offices"),
    "introduction": _l("meeting the person"),
}
PARTIES = {"candidate": _l("Candidate"), "recruiter": _l("Recruiter")}


def _of(state: str, now: datetime) -> ColumnElement[bool] | None:
    lasting = or_(Consent.expires_at.is_(None), Consent.expires_at > now)
    rules: dict[str, Callable[[], ColumnElement[bool]]] = {
        "valid": lambda: and_(Consent.withdrawn_at.is_(None), lasting, Candidate.erased_at.is_(None)),
        "withdrawn": lambda: Consent.withdrawn_at.is_not(None),
        "ended": lambda: and_(Consent.withdrawn_at.is_(None), Consent.expires_at <= now),
        "erased": lambda: Candidate.erased_at.is_not(None),
    }
    return rules[state]() if state in rules else None


def select_consents(state: str, now: datetime) -> Select:
    """(consent, referral's id, office's name, when erased, who recorded it) in `state`, the newest first."""
    by = aliased(User)
    query = select(Consent, Referral.id, Office.name.label("office"), Candidate.erased_at, by.name.label("by"))
    query = query.join(Referral, Referral.id == Consent.referral_id).join(Candidate).join(Office)
    query = query.outerjoin(by, by.id == Consent.by_id).order_by(Consent.given_at.desc(), Consent.id.desc())
    rule = _of(state, now)
    return query if rule is None else query.where(rule)


def count_consents(now: datetime) -> dict[str, int]:
    """How many consents there are in each state."""
    whole = select(func.count()).select_from(Consent).join(Referral, Referral.id == Consent.referral_id)
    whole = whole.join(Candidate)
    rules = {state: _of(state, now) for state in STATES}
    return {s: db.session.scalar(whole if rule is None else whole.where(rule)) or 0 for s, rule in rules.items()}
