"""Notices and home pages say which referral they speak of, to each as much as they may know."""

from __future__ import annotations

import pytest

from portal.activity.log import record
from portal.core.db import db, utcnow
from portal.referrals.stages.events import INTRODUCED, MOVED
from tests import factories
from tests.referrals.board.test_board import counted

NAME, ROLE = "Zoé Œuvray", "Conseillère en sécurité financière"


@pytest.fixture
def moved(cast):
    """`moved(stage='contacted')`: Max moved a referral of Alice's that Rita holds: both hear of it."""

    def make(stage="contacted", **columns):
        role = factories.a_role(cast.rita, ROLE)
        referral = factories.a_referral(cast.alice, role, stage=stage, candidate=factories.a_candidate(NAME), **columns)
        kind = INTRODUCED if stage == "awaiting_consent" else MOVED
        for by in (cast.alice, cast.max) if kind is MOVED else (cast.alice,):
            record(kind, referral, by=by, now=utcnow(), **{"from": "received", "to": "contacted"})
        db.session.commit()
        return referral

    return make


def test_a_notice_says_whom_it_is_about_to_the_referrer_and_to_staff(cast, client_for, moved):
    moved()
    for person in (cast.alice, cast.rita):
        assert f"{NAME} · {ROLE}" in client_for(person).get("/notifications").text
    assert f"{NAME} · {ROLE} (EN)" in client_for(cast.alice).get("/notifications?lang=en").text


def test_before_the_candidate_agreed_staff_read_the_role_alone(cast, client_for, moved):
    moved("awaiting_consent")
    for address in ("/notifications", "/"):
        text = client_for(cast.rita).get(address).text
        assert ROLE in text
        assert NAME not in text


def test_the_home_of_staff_says_which_referral_moved(cast, client_for, moved):
    moved()
    assert f"{NAME} · {ROLE}" in client_for(cast.max).get("/").text


def test_the_erased_are_named_in_no_notice(cast, client_for, moved):
    referral = moved()
    referral.candidate.erased_at = utcnow()
    db.session.commit()
    for person in (cast.alice, cast.rita):
        text = client_for(person).get("/notifications").text
        assert ROLE in text
        assert NAME not in text


def test_a_referral_for_the_office_in_general_says_so(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="received", candidate=factories.a_candidate(NAME))
    record(MOVED, referral, by=cast.rita, now=utcnow(), **{"from": "received", "to": "contacted"})
    db.session.commit()
    assert f"{NAME} · {cast.quebec.name}, en général" in client_for(cast.alice).get("/notifications").text


def test_many_notices_take_as_many_statements_as_one(cast, client_for, moved):
    alice, costs = client_for(cast.alice), []
    for number in (1, 20):
        for _again in range(number):
            moved()
        with counted() as said:
            assert alice.get("/notifications").text.count(NAME) >= number
        costs.append(len(said))
    assert costs[0] == costs[1]
