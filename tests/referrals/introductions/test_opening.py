"""When both have agreed, each on their own, the introduction opens: once, with one word to each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.mail import outbox
from portal.mail.outbox import OutgoingLetter
from portal.notifications.models import Notice
from portal.referrals.introductions.opening import open_when_agreed
from portal.referrals.record import search_index
from portal.referrals.record.access_log import Sighting
from portal.referrals.stages import deadlines, transitions
from tests import factories
from tests.referrals.board.moves import history


@pytest.fixture
def referral(cast):
    candidate = factories.a_candidate("Zéphyrine Canari", email="canari@exemple.example.com")
    return factories.a_referral(cast.alice, factories.a_role(cast.rita), candidate=candidate)


def letters() -> list[tuple[str, str]]:
    rows = db.session.execute(db.select(OutgoingLetter.letter, OutgoingLetter.recipient).order_by(OutgoingLetter.id))
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("sides", [{}, {"agreed_at": utcnow()}, {"recruiter_answer": "accepted"}])
def test_one_side_alone_opens_nothing(cast, referral, sides):
    transitions.touch_referral(referral, 1, **sides)
    assert not open_when_agreed(referral, by=cast.rita, now=utcnow())
    assert (referral.stage, referral.opened_at, history(referral), letters()) == ("awaiting_consent", None, [], [])
    assert not db.session.execute(search_index.select_matching("canari", [cast.quebec.id])).all()


@pytest.mark.parametrize("last", ["candidate", "recruiter"])
def test_with_the_second_yes_it_opens_once_with_a_letter_to_each(cast, referral, last):
    now, by = utcnow() + timedelta(hours=1), cast.rita if last == "recruiter" else None
    transitions.touch_referral(referral, 1, agreed_at=now, recruiter_answer="accepted")
    assert open_when_agreed(referral, by=by, now=now)
    assert not open_when_agreed(referral, by=by, now=now)
    assert (referral.stage, referral.opened_at, referral.last_news_at) == ("received", now, now)
    assert referral.news_due_at == deadlines.compute_promise("received", now, cast.quebec)["news_due_at"]
    (line,) = history(referral)
    assert (line.from_stage, line.to_stage, line.by_name) == ("awaiting_consent", "received", "Rita Gagnon")
    assert db.session.execute(search_index.select_matching("canari", [cast.quebec.id])).scalars().all() == [referral.id]
    told = set(db.session.scalars(db.select(Notice.user_id).join(Entry).where(Entry.kind == "referrals.opened")))
    assert told == ({cast.alice.id} if by else {cast.alice.id, cast.rita.id})
    seen = db.session.execute(db.select(Sighting.place, Sighting.actor_id, Sighting.candidate_id)).all()
    assert [tuple(row) for row in seen] == [("letter", cast.rita.id, referral.candidate_id)]
    assert letters() == [
        ("introductions.to_candidate", f"candidate:{referral.candidate_id}"),
        ("introductions.to_recruiter", f"user:{cast.rita.id}"),
    ]


def test_who_left_the_office_gets_no_letter_with_the_name_and_the_others_hear_of_it(cast, referral):
    rose, now = factories.a_person("Rose Marchand", recruiter=cast.quebec), utcnow()
    transitions.touch_referral(referral, 1, agreed_at=now, recruiter_answer="accepted")
    assert open_when_agreed(referral, by=None, now=now)
    write = outbox.composer_of("introductions.to_recruiter")
    assert "Zéphyrine Canari" in write(cast.rita.id, {"referral": referral.id}).text
    db.session.delete(cast.rita.memberships[0])
    db.session.commit()
    db.session.expire_all()
    assert write(cast.rita.id, {"referral": referral.id}) is None

    another = factories.a_referral(cast.alice, recruiter_id=cast.rita.id)
    transitions.touch_referral(another, another.version, agreed_at=now, recruiter_answer="accepted")
    assert open_when_agreed(another, by=None, now=now)
    heard = db.select(Notice.user_id).join(Entry).where(Entry.subject_id == another.id, Notice.user_id != cast.alice.id)
    assert db.session.scalars(heard).all() == [rose.id]


def test_who_accepts_a_referral_that_nobody_held_holds_it(cast):
    referral = factories.a_referral(cast.alice, agreed_at=utcnow(), opened_at=None, recruiter_answer="accepted")
    assert open_when_agreed(referral, by=cast.rita, now=utcnow())
    assert (referral.recruiter_id, referral.recruiter.name) == (cast.rita.id, "Rita Gagnon")


@pytest.mark.parametrize("stage", ["withdrawn", "declined", "expired", "not_selected"])
def test_what_is_closed_does_not_open(cast, stage):
    columns = {"agreed_at": utcnow(), "opened_at": None, "recruiter_answer": "accepted", "closed_at": utcnow()}
    referral = factories.a_referral(cast.alice, stage=stage, **columns)
    assert not open_when_agreed(referral, by=None, now=utcnow())
