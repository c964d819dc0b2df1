"""When the referrer must have news: counted by the office's calendar, and again when that changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.live.models import Signal
from portal.offices import calendars, editing
from portal.referrals.stages import deadlines, transitions
from portal.referrals.stages.definitions import ALL_STAGES, OUTCOMES
from portal.referrals.status_updates import updates
from tests import factories
from tests.referrals.board.moves import many
from tests.support.statements import counted

FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(("stage", "day"), [("received", 24), ("awaiting_consent", 24), ("interview", 4)])
def test_two_business_days_to_acknowledge_then_ten(cast, stage, day):
    assert deadlines.compute_promise(stage, FRIDAY, cast.quebec)["news_due_at"].day == day


def test_what_is_closed_owes_no_news(cast):
    for stage in ALL_STAGES:
        promised = deadlines.compute_promise(stage, FRIDAY, cast.quebec)
        assert (None in promised.values()) == (stage in OUTCOMES)


def test_it_is_near_from_the_morning_of_the_business_day_before(cast):
    near = deadlines.compute_promise("received", datetime(2026, 11, 19, 15, tzinfo=UTC), cast.quebec)
    assert near["news_due_at"].isoformat() == "2026-11-23T18:00:00-05:00"
    assert near["news_soon_at"].isoformat() == "2026-11-20T08:00:00-05:00", "Friday, for Monday"


def test_the_ring_is_calm_then_near_then_overdue_at_the_very_moment():
    began, near = datetime(2026, 11, 19, 15, tzinfo=UTC), datetime(2026, 11, 20, 13, tzinfo=UTC)
    due = datetime(2026, 11, 23, 23, tzinfo=UTC)
    row = SimpleNamespace(news_due_at=due, news_soon_at=near, closed_at=None, last_news_at=None, created_at=began)
    states = [(began, "calm"), (near, "soon"), (due, "overdue")]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(deadlines, "_", lambda text, **_words: text)
        patched.setattr(deadlines, "format_day", str)
        assert [deadlines.find_clock(row, now).state for now, _state in states] == [state for _now, state in states]
        assert deadlines.find_clock(row, due.replace(hour=22)).state == "soon"


def test_the_words_tell_the_first_news_from_the_next(cast, client_for):
    referral = factories.a_referral(cast.alice, news_due_at=utcnow() + timedelta(days=5))
    alice = client_for(cast.alice)
    assert "Premières nouvelles d’ici le" in alice.get(f"/referrals/{referral.id}").text
    updates.tell_referrer(referral, "Bien reçu, merci.", by=cast.rita, now=utcnow())
    db.session.commit()
    assert "Prochaines nouvelles d’ici le" in alice.get(f"/referrals/{referral.id}").text


def test_a_closed_day_of_the_office_moves_its_promises_and_tells_its_screens(cast):
    here = factories.a_referral(cast.alice, stage="received", created_at=FRIDAY, last_news_at=FRIDAY)
    there = factories.a_referral(cast.bruno, stage="received", created_at=FRIDAY, last_news_at=FRIDAY)
    deadlines.count_again([cast.quebec, cast.montreal], now=FRIDAY)
    db.session.refresh(here)
    assert here.news_due_at.day == 24
    version, board = here.version, cast.quebec.board_version
    calendars.close_on(cast.quebec, date(2026, 11, 24), "Formation", by=cast.max, now=FRIDAY)
    db.session.commit()
    for row in (here, there, cast.quebec):
        db.session.refresh(row)
    assert (here.news_due_at.day, there.news_due_at.day) == (25, 24)
    assert here.version == version, "whoever is writing loses nothing for it"
    assert cast.quebec.board_version > board
    told = set(db.session.execute(select(Signal.topic, Signal.audience)).all())
    assert {("stages", f"office:{cast.quebec.id}"), ("stages", "admins")} <= told
    closed = db.session.scalar(select(calendars.ClosedDay.id))
    calendars.open_on(cast.montreal, closed, by=cast.ada, now=FRIDAY)
    calendars.open_on(cast.quebec, closed, by=cast.max, now=FRIDAY)
    db.session.refresh(here)
    assert here.news_due_at.day == 24


def test_an_office_that_moves_to_another_region_counts_by_its_holidays(cast):
    before = datetime(2026, 6, 22, 15, tzinfo=UTC)
    referral = factories.a_referral(cast.alice, stage="received", created_at=before, last_news_at=before)
    details = {name: getattr(cast.quebec, name) for name in editing.KEPT} | {"region": "CA-ON"}
    editing.change_office(cast.quebec, version=cast.quebec.version, by=cast.ada, now=before, **details)
    db.session.refresh(referral)
    assert referral.news_due_at == datetime(2026, 6, 24, 22, tzinfo=UTC)


def test_a_day_that_is_closed_already_or_far_away_is_refused(cast, app):
    with app.test_request_context():
        for day in (date(2026, 12, 25), date(2126, 3, 2)):
            with pytest.raises(Refused):
                calendars.close_on(cast.quebec, day, "", by=cast.max, now=FRIDAY)


def test_an_introduction_that_was_answered_keeps_its_longer_promise(cast):
    told = {"created_at": FRIDAY, "last_news_at": FRIDAY, "answered_at": FRIDAY}
    referral = factories.a_referral(cast.alice, recruiter_answer="accepted", **told)
    deadlines.count_again([cast.quebec], now=FRIDAY)
    db.session.refresh(referral)
    assert referral.news_due_at == deadlines.compute_promise("contacted", FRIDAY, cast.quebec)["news_due_at"]


def test_a_word_keeps_the_longer_promise_of_an_answered_introduction(cast):
    told = {"created_at": FRIDAY, "last_news_at": FRIDAY, "answered_at": FRIDAY}
    referral = factories.a_referral(cast.alice, recruiter_answer="accepted", **told)
    updates.tell_referrer(referral, "We wait for their yes.", by=cast.rita, now=FRIDAY)
    assert referral.news_due_at == deadlines.compute_promise("contacted", FRIDAY, cast.quebec)["news_due_at"]


def test_counting_again_changes_nothing_when_nothing_changed(cast):
    many(cast.alice, 30)
    deadlines.count_again([cast.quebec], now=utcnow())
    db.session.commit()
    with counted() as said:
        assert deadlines.count_again([cast.quebec], now=utcnow()) == 0
    assert len(said) == 2, "the mark of the stages, and the open referrals"


def test_a_board_asks_no_calendar(cast, client_for, monkeypatch):
    many(cast.alice, 60)
    monkeypatch.setattr(calendars.Calendar, "is_open", lambda *_: pytest.fail("a calendar was asked"))
    assert client_for(cast.rita).get("/referrals/board").status_code == 200


def test_a_move_that_tells_nothing_does_not_end_the_silence(cast, monkeypatch):
    referral = factories.a_referral(cast.alice, stage="received", created_at=FRIDAY, last_news_at=FRIDAY)
    monkeypatch.setattr(transitions, "is_news", lambda _stage: False)
    later = datetime(2026, 11, 27, 15, tzinfo=UTC)
    transitions.move_referral(referral, "contacted", by=cast.rita, now=later, version=1)
    assert referral.last_news_at == FRIDAY
    assert referral.news_due_at == deadlines.compute_promise("contacted", FRIDAY, cast.quebec)["news_due_at"]
