"""Who sees a referral and whom it is about, for every person and every state."""

from __future__ import annotations

import pytest

from portal.core.db import db, utcnow
from portal.referrals.record import policy
from portal.referrals.record.models import Referral
from tests import factories

NOBODY = set()


@pytest.mark.parametrize(
    ("agreed", "erased", "named"),
    [
        (False, False, {"alice"}),
        (True, False, {"alice", "rita", "max", "ada"}),
        (True, True, NOBODY),
        (False, True, NOBODY),
    ],
)
def test_the_matrix_of_people_and_states(cast, agreed, erased, named):
    referral = factories.a_referral(cast.alice, agreed_at=utcnow() if agreed else None)
    referral.candidate.erased_at = utcnow() if erased else None
    db.session.commit()
    people = {name: getattr(cast, name) for name in ("alice", "bruno", "rita", "romain", "max", "ada")}
    seen = {n for n, p in people.items() if db.session.scalar(db.select(Referral.id).where(policy.visible_to(p)))}
    assert seen == {"alice", "rita", "max", "ada"}
    assert {n for n, p in people.items() if policy.may_see_identity(p, referral)} == named
    assert {n for n, p in people.items() if policy.may_move(p, referral)} == {"rita"}
    assert {n for n, p in people.items() if policy.may_see_private_notes(p, referral)} == {"rita", "max", "ada"}
    assert {n for n, p in people.items() if policy.may_record_agreement(p, referral)} == (
        NOBODY if agreed else {"rita"}
    )


def test_an_admin_who_is_also_a_recruiter_may_move(cast):
    both = factories.a_person("Anne Roy", recruiter=cast.quebec, is_admin=True)
    assert policy.may_move(both, factories.a_referral(cast.alice))
    assert not policy.may_move(both, factories.a_referral(cast.bruno))


def test_a_recruiter_who_refers_someone_is_their_referrer_and_nothing_else(cast):
    both = factories.a_person("Yves Roy", producer=cast.quebec, recruiter=cast.quebec)
    referral = factories.a_referral(both)
    assert policy.may_see_identity(both, referral)
    assert not policy.may_move(both, referral)
    assert not policy.may_see_private_notes(both, referral)
