"""The cast: the same six people in every test, so that a test reads as a story."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from portal.accounts.auth import passwords
from portal.accounts.models import User
from portal.core.db import db
from portal.offices.models import Office
from portal.producers.models import Profile
from tests import factories

PASSWORD = "une phrase que personne ne devine"


@dataclass(frozen=True)
class Cast:
    """Two offices of Quebec, and who works there. A stranger is whoever is not in it."""

    quebec: Office
    montreal: Office
    alice: User
    """Producer in Québec; Rita is her partner."""
    bruno: User
    """Producer in Montréal; Romain is his partner. He reads English."""
    rita: User
    """Recruiter in Québec."""
    romain: User
    """Recruiter in Montréal."""
    max: User
    """Manager in Québec."""
    ada: User
    """Admin, without a role in any office."""


def gather() -> Cast:
    """Bring the cast into the database of the current app. Everyone's password is PASSWORD."""
    quebec = factories.an_office("Québec", region="CA-QC")
    montreal = factories.an_office("Montréal", region="CA-QC")
    rita = factories.a_person("Rita Gagnon", recruiter=quebec)
    romain = factories.a_person("Romain Tremblay", recruiter=montreal)
    cast = Cast(
        quebec=quebec,
        montreal=montreal,
        rita=rita,
        romain=romain,
        alice=factories.a_person("Alice Côté", producer=quebec),
        bruno=factories.a_person("Bruno Lévesque", producer=montreal, language="en"),
        max=factories.a_person("Max Bélanger", manager=quebec),
        ada=factories.a_person("Ada Nguyen", is_admin=True),
    )
    for person in (cast.alice, cast.bruno, rita, romain, cast.max, cast.ada):
        person.password_hash = _hash()
    db.session.add(Profile(user=cast.alice, office=quebec, partner=rita, fields=["insurance"], languages=["fr"]))
    db.session.add(Profile(user=cast.bruno, office=montreal, partner=romain, fields=["wealth"], languages=["en"]))
    db.session.commit()
    return cast


@cache
def _hash() -> str:
    """One honest hash for everybody: making six for each test would take longer than the tests."""
    someone = User()
    passwords.store_password(someone, PASSWORD)
    return someone.password_hash
