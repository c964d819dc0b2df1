"""Things of the trade, whole and plausible, put straight in the tables: `a_referral(alice, stage="offer")`.

Every function commits (which is undone at the test's end) and takes columns by name, to change what it gives.
What a verb does beyond its row (log, notices, search) is not here: to have it, say the verb.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from portal.accounts.models import Membership, User
from portal.core.db import db, utcnow
from portal.core.text_normalization import fold_text
from portal.offices.models import Office
from portal.opportunities.models import Opportunity
from portal.referrals.next_steps import steps
from portal.referrals.record.models import Candidate, Referral

_number = count(1)


def _kept(thing):
    db.session.add(thing)
    db.session.commit()
    return thing


def _address(name: str) -> str:
    return fold_text(name).replace(" ", "-").replace("’", "-")


def an_office(city: str = "Sherbrooke", **columns) -> Office:
    """An office named after its city, in Quebec unless `region` says otherwise."""
    slug = f"{_address(city)}-{next(_number)}"
    given = {
        "name": f"Bureau de {city}",
        "slug": slug,
        "city": city,
        "region": "CA-QC",
        "address": f"1, rue Principale\n{city} (Québec)  G1A 1A1",
        "created_at": utcnow(),
    }
    return _kept(Office(**given | columns))


def a_person(
    name: str = "Camille Roy",
    *,
    producer: Office | None = None,
    recruiter: Office | None = None,
    manager: Office | None = None,
    **columns,
) -> User:
    """A person who holds the named roles in the given offices; without a password, as one just invited."""
    held = {"producer": producer, "recruiter": recruiter, "manager": manager}
    email = f"{_address(name)}-{next(_number)}@relais.example.com"
    person = User(**{"name": name, "email": email, "created_at": utcnow()} | columns)
    for role, office in held.items():
        if office is not None:
            person.memberships.append(Membership(role=role, office_id=office.id))
    return _kept(person)


def a_role(recruiter: User, title: str = "Conseillère en sécurité financière", **columns) -> Opportunity:
    """An open role of the recruiter's first office, in French and English; `state="draft"` for another."""
    now = utcnow()
    given = {
        "office_id": recruiter.memberships[0].office_id,
        "recruiter_id": recruiter.id,
        "state": "open",
        "field": "insurance",
        "kind": "employee",
        "city": "Québec",
        "pay_min_cents": 5_500_000,
        "pay_max_cents": 8_000_000,
        "title_fr": title,
        "title_en": f"{title} (EN)",
        "summary_fr": "Bâtir une clientèle au sein d’une équipe qui forme.",
        "summary_en": "Build a clientele within a team that teaches.",
        "body_fr": "## Votre quotidien\n\n- Rencontrer des familles\n- Les conseiller",
        "body_en": "## Your days\n\n- Meet families\n- Advise them",
        "created_at": now,
        "updated_at": now,
    }
    given |= columns
    given.setdefault("opened_at", None if given["state"] == "draft" else now)
    return _kept(Opportunity(**given))


def a_candidate(name: str = "Jeanne Bouchard", **columns) -> Candidate:
    """Someone who may be referred, reachable by an address of their own."""
    email = f"{_address(name)}-{next(_number)}@exemple.example.com"
    return _kept(Candidate(**{"name": name, "email": email, "created_at": utcnow()} | columns))


def a_referral(
    referrer: User,
    opportunity: Opportunity | None = None,
    *,
    candidate: Candidate | None = None,
    stage: str = "awaiting_consent",
    **columns,
) -> Referral:
    """A referral by `referrer` at `stage`: agreed to by the candidate at every stage after the first.

    Without an `opportunity` it is for the referrer's first office in general.
    """
    now = utcnow()
    given = {
        "office_id": opportunity.office_id if opportunity else referrer.memberships[0].office_id,
        "opportunity_id": opportunity.id if opportunity else None,
        "referrer_id": referrer.id,
        "recruiter_id": opportunity.recruiter_id if opportunity else None,
        "candidate_id": (candidate or a_candidate()).id,
        "stage": stage,
        "stage_since": now,
        "agreed_at": None if stage in ("awaiting_consent", "declined", "expired") else now,
        "relationship": "colleague",
        "known_since": date(2019, 9, 1),
        "vouch": 3,
        "why": "Elle écoute avant de conseiller.",
        "attested_how": "Au téléphone, dimanche.",
        "attested_on": now.date(),
        "created_at": now,
    }
    person = db.session.get_one(Candidate, given["candidate_id"])
    given |= {f"typed_{part}": getattr(person, part) for part in ("name", "email", "phone", "language")}
    given |= columns
    if given["agreed_at"] and "opened_at" not in given:
        given |= {"recruiter_answer": "accepted", "answered_at": given["agreed_at"], "opened_at": given["agreed_at"]}
    return _kept(Referral(**given))


def with_step(referral: Referral, by: User) -> Referral:
    """The same `referral`, with something planned in nine days."""
    plan = steps.Plan("other", utcnow().date() + timedelta(days=9))
    steps.plan_step(referral, plan, by=by, now=utcnow(), version=referral.version)
    return referral
