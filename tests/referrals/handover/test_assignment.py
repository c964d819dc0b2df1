"""Handing over: who may take a referral, who is told, and that of two at once exactly one wins."""

from __future__ import annotations

from functools import partial

import pytest

from portal.accounts import memberships
from portal.accounts.models import User
from portal.activity.log import describe_entry
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.notifications.models import Notice
from portal.offices.models import Office
from portal.referrals.handover import assignment
from portal.referrals.record.models import Referral, StageMove
from portal.referrals.recruiter_tasks import queries as recruiter_tasks
from tests import factories, people
from tests.support.concurrency import at_once


@pytest.fixture
def rosalie(cast):
    return factories.a_person("Rosalie Fortin", recruiter=cast.quebec)


def held_by(recruiter, cast, number: int = 1, **columns) -> list[Referral]:
    role = factories.a_role(recruiter)
    return [factories.a_referral(cast.alice, role, stage="received", **columns) for _one in range(number)]


def hand_over(referrals, to, *, by) -> int:
    return assignment.hand_over_referrals([(one, one.version) for one in referrals], to.id, by=by, now=utcnow())


def notices_of(person) -> list[str]:
    mine = db.session.scalars(db.select(Notice).where(Notice.user_id == person.id).order_by(Notice.id))
    return [describe_entry(notice.entry, notice=True, to=person.id) for notice in mine]


def test_ten_referrals_change_hands_and_each_person_hears_of_it_once(cast, rosalie):
    referrals, before = held_by(cast.rita, cast, 10), cast.quebec.board_version
    due = [one.news_due_at for one in referrals]
    assert hand_over(referrals, rosalie, by=cast.max) == 10
    assert {one.recruiter_id for one in referrals} == {rosalie.id}
    assert [one.news_due_at for one in referrals] == due, "it is no news, and no delay"
    assert notices_of(rosalie) == ["Max Bélanger vous a confié 10\N{NO-BREAK SPACE}recommandations"]
    assert notices_of(cast.rita) == [
        "10\N{NO-BREAK SPACE}recommandations que vous suiviez sont maintenant suivies par Rosalie Fortin"
    ]
    assert notices_of(cast.alice) == [
        "10\N{NO-BREAK SPACE}de vos recommandations sont maintenant suivies par Rosalie Fortin"
    ]
    db.session.expire_all()
    assert db.session.get(Office, cast.quebec.id).board_version == before + 1


def test_the_line_of_the_history_says_who_and_to_whom(cast, rosalie):
    (referral,) = held_by(cast.rita, cast)
    hand_over([referral], rosalie, by=cast.max)
    line = db.session.scalars(db.select(StageMove).where(StageMove.referral_id == referral.id)).one()
    assert (line.gesture, line.by_name, line.to_name) == ("handed", "Max Bélanger", "Rosalie Fortin")
    assert line.from_stage == line.to_stage == "received"
    assert referral.last_news_at is None


def test_whose_day_it_is_changes_with_it(cast, rosalie):
    (referral,) = held_by(cast.rita, cast, news_asked_at=utcnow())
    assert [item.id for item in recruiter_tasks.list_items(cast.rita, "fr", utcnow())] == [referral.id]
    hand_over([referral], rosalie, by=cast.rita)
    assert recruiter_tasks.list_items(cast.rita, "fr", utcnow()) == []
    assert [item.id for item in recruiter_tasks.list_items(rosalie, "fr", utcnow())] == [referral.id]
    assert notices_of(cast.rita) == [], "who hands over knows it"


@pytest.mark.parametrize("whom", ["romain", "max", "alice", "disabled", "nobody"])
def test_only_a_recruiter_of_the_office_who_may_sign_in_takes_over(cast, rosalie, whom):
    (referral,) = held_by(cast.rita, cast)
    if whom == "disabled":
        rosalie.disabled_at = utcnow()
        db.session.commit()
    to = {"disabled": rosalie.id, "nobody": 0}.get(whom, getattr(cast, whom, rosalie).id)
    with pytest.raises(Refused, match="recruteur de ce bureau"):
        assignment.hand_over_referrals([(referral, referral.version)], to, by=cast.rita, now=utcnow())
    offered = [one.id for one in assignment.list_successors([cast.quebec.id])]
    assert offered == ([cast.rita.id] if whom == "disabled" else [cast.rita.id, rosalie.id])


def test_nobody_takes_over_what_they_referred_themselves_nor_what_has_ended(cast, rosalie):
    (referral,) = held_by(cast.rita, cast, referrer_id=rosalie.id)
    with pytest.raises(Refused, match="quelqu’un d’autre"):
        hand_over([referral], rosalie, by=cast.rita)
    ended = factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="hired", closed_at=utcnow())
    with pytest.raises(Refused, match="terminée"):
        hand_over([ended], rosalie, by=cast.rita)


def test_what_changed_meanwhile_stops_all(cast, rosalie):
    referrals = held_by(cast.rita, cast, 2)
    with pytest.raises(Conflict):
        assignment.hand_over_referrals(
            [(referrals[0], referrals[0].version), (referrals[1], 7)], rosalie.id, by=cast.rita, now=utcnow()
        )
    db.session.rollback()
    assert {one.recruiter_id for one in referrals} == {cast.rita.id}


def test_a_second_click_does_nothing_and_is_no_fault(cast, rosalie):
    (referral,) = held_by(cast.rita, cast)
    seen = [(referral, referral.version)]
    assert assignment.hand_over_referrals(seen, rosalie.id, by=cast.rita, now=utcnow()) == 1
    assert assignment.hand_over_referrals(seen, rosalie.id, by=cast.rita, now=utcnow()) == 0
    assert len(notices_of(rosalie)) == 1


def test_two_thousand_at_once_are_refused_in_a_plain_word(cast, rosalie):
    (referral,) = held_by(cast.rita, cast)
    with pytest.raises(Refused, match="Pas plus de 100"):
        assignment.hand_over_referrals([(referral, 1)] * 2000, rosalie.id, by=cast.rita, now=utcnow())


@pytest.mark.parametrize("turn", range(2))
def test_of_two_who_hand_over_at_once_exactly_one_wins(committed, turn):
    cast = people.gather()
    takers = [factories.a_person(name, recruiter=cast.quebec) for name in ("Rosalie Fortin", "Mathis Côté")]
    numbers = [one.id for one in held_by(cast.rita, cast, 3)]
    ids, max_id = [taker.id for taker in takers], cast.max.id

    def deed(to: int) -> None:
        seen = [(db.session.get(Referral, number), 1) for number in numbers]
        assignment.hand_over_referrals(seen, to, by=db.session.get(User, max_id), now=utcnow())

    done = at_once(committed, *(partial(deed, to) for to in ids))
    assert sorted(done) == [False, True]
    winner = ids[done.index(True)]
    assert {db.session.get(Referral, number).recruiter_id for number in numbers} == {winner}
    lines = db.session.scalars(db.select(StageMove).where(StageMove.referral_id.in_(numbers))).all()
    assert len(lines) == 3


def test_who_is_disabled_in_the_same_moment_takes_nothing_over_unseen(committed):
    cast = people.gather()
    rosalie = factories.a_person("Rosalie Fortin", recruiter=cast.quebec)
    (referral,) = held_by(cast.rita, cast)
    number, taker, ada = referral.id, rosalie.id, cast.ada.id

    def give() -> None:
        seen = [(db.session.get(Referral, number), 1)]
        assignment.hand_over_referrals(seen, taker, by=db.session.get(User, ada), now=utcnow())

    def disable() -> None:
        person = db.session.get(User, taker)
        memberships.disable_person(person, version=1, by=db.session.get(User, ada), now=utcnow())

    given, disabled = at_once(committed, give, disable)
    assert disabled
    assert db.session.get(Referral, number).recruiter_id == (taker if given else cast.rita.id)
