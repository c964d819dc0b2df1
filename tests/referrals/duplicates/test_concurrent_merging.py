"""Merging while the two people themselves act: none waits for another in a circle; erasure has the last word."""

from __future__ import annotations

from functools import partial

from portal.candidate_portal import responses
from portal.core.db import db, utcnow
from portal.referrals.consent import links
from portal.referrals.duplicates import merging
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record.models import Candidate
from tests import factories, people
from tests.candidate_portal.answers import a_linked_referral
from tests.support.concurrency import at_once

WHY = "Toutes deux ont confirmé au téléphone."


def test_merging_and_both_candidates_at_once_block_nobody(committed):
    cast = people.gather()
    role, rita = factories.a_role(cast.rita), cast.rita.id
    for turn in range(4):
        tokens, ids = [], []
        for name in ("Canari", "Serin"):
            person = factories.a_candidate(f"Zéphyrine {name}", email=f"{name}{turn}@exemple.example.com", phone="")
            opened = {"stage": "received", "agreed_at": utcnow(), "opened_at": utcnow()}
            referral, token = a_linked_referral(cast.alice, role, candidate=person, **opened)
            tokens.append(token)
            ids.append(referral.candidate_id)
        alike = Likeness(first_id=ids[0], second_id=ids[1], why="field", found_at=utcnow())
        db.session.add(alike)
        db.session.commit()
        number = alike.id

        def merge(number=number):
            by, likeness = db.session.get_one(people.User, rita), db.session.get(Likeness, number)
            if likeness is not None:
                merging.merge_records(likeness, reason=WHY, by=by, now=utcnow())

        def own(deed, token):
            deed(links.find_link(token, now=utcnow(), to_change=True).referral, now=utcnow())

        *_others, erased = at_once(
            committed,
            merge,
            partial(own, responses.withdraw_consent, tokens[1]),
            partial(own, responses.request_erasure, tokens[0]),
        )
        first = db.session.get_one(Candidate, ids[0])
        assert erased
        assert (first.name, first.erased_at is None) == ("", False)
