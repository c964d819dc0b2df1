"""What releases merged that knew no parting gets its referral back."""

from __future__ import annotations

import flask_migrate
from sqlalchemy import text

from portal.core.db import db, utcnow
from portal.referrals.consent import links
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record.models import Candidate, Referral
from tests import factories, people
from tests.referrals.duplicates.test_parting import two_records


def test_what_was_merged_before_gets_its_referral_back(committed):
    cast = people.gather()
    (one, _first), (two, _second), alike = two_records(cast)
    one.candidate.created_at, two.candidate.created_at = one.created_at, two.created_at
    record, other = two.candidate_id, factories.a_candidate("Tierce Personne").id
    alike.answer, alike.by_id, alike.answered_at = "merged", cast.rita.id, utcnow()
    settled = Likeness(first_id=record, second_id=other, why="field", found_at=utcnow(), answer="merged")
    db.session.add(settled)
    db.session.commit()
    one_id, two_id, older, settled_id = one.id, two.id, one.candidate_id, settled.id
    db.session.remove()
    flask_migrate.downgrade(revision="0009")
    before = {"older": older, "record": record, "two": two_id}
    db.session.execute(text("UPDATE candidate SET merged_into_id = :older WHERE id = :record"), before)
    db.session.execute(text("UPDATE referral SET candidate_id = :older WHERE id = :two"), before)
    db.session.commit()
    db.session.remove()
    flask_migrate.upgrade()
    assert [db.session.get_one(Referral, ident).candidate_id for ident in (one_id, two_id)] == [older, record]
    assert {db.session.get_one(Candidate, ident).merged_into_id for ident in (older, record)} == {older}
    assert db.session.get_one(Likeness, settled_id).answer is None
    assert links.link_of(two_id) is not None
