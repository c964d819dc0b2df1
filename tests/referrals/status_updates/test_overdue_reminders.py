"""Around the day on which news is due: near, overdue, reminders, managers, the honest message; each exactly once."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.activity.models import Entry
from portal.core.db import db, unit_of_work
from portal.jobs import scheduler
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.offices import calendars
from portal.referrals.detail import timeline
from portal.referrals.record.models import StageMove
from portal.referrals.stages import deadlines
from portal.referrals.status_updates import overdue_reminders, updates
from portal.referrals.status_updates.overdue_reminders import Escalation
from tests import factories, people
from tests.referrals.board.moves import history

MONDAY = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
"""8:30 in Québec; what is promised below was due on the Friday before, at 18:00."""
BEFORE = datetime(2026, 11, 18, 15, tzinfo=UTC)


@pytest.fixture
def late(cast):
    """A referral by Alice, held by Rita, whose news was due on Friday the 20th."""
    return promised(cast, recruiter_id=cast.rita.id)


def promised(cast, **columns):
    given = {"stage": "received", "created_at": BEFORE, "last_news_at": BEFORE}
    return factories.a_referral(
        cast.alice, **given, **deadlines.compute_promise("received", BEFORE, cast.quebec), **columns
    )


def said(kind: str) -> list[Entry]:
    return list(db.session.scalars(select(Entry).where(Entry.kind == f"referrals.{kind}").order_by(Entry.id)))


def told(kind: str) -> set[int]:
    """Who has a notice of this kind."""
    of_kind = select(Notice.user_id).join(Entry).where(Entry.kind == f"referrals.{kind}")
    return set(db.session.scalars(of_kind))


def test_what_is_near_is_on_the_holder_s_list_and_their_screens_once(cast, late):
    thursday = datetime(2026, 11, 19, 13, tzinfo=UTC)
    assert overdue_reminders.signal_turned(thursday - timedelta(seconds=1)) == 0
    board = cast.quebec.board_version
    assert overdue_reminders.signal_turned(thursday) == 1
    assert told("news_soon") == {cast.rita.id}
    topics = set(db.session.execute(select(Signal.topic, Signal.audience)).all())
    assert (f"board-{cast.quebec.id}", f"office:{cast.quebec.id}:recruiter") in topics
    assert (f"referral-{late.id}", f"user:{cast.alice.id}") in topics
    db.session.refresh(cast.quebec)
    assert cast.quebec.board_version == board + 1, "boards that are kept are drawn again"
    for minutes in range(5):
        assert overdue_reminders.signal_turned(thursday + timedelta(minutes=minutes)) == 0
    assert len(said("news_soon")) == 1


def test_the_moment_it_turns_overdue_every_screen_hears_and_nobody_is_disturbed(cast, late):
    due = late.news_due_at
    overdue_reminders.signal_turned(due - timedelta(seconds=1))
    db.session.execute(db.delete(Signal))
    db.session.commit()
    assert overdue_reminders.signal_turned(due) == 1
    topics = set(db.session.scalars(select(Signal.topic)))
    assert {f"referral-{late.id}", f"board-{cast.quebec.id}", "my-referrals"} <= topics
    assert "bell" not in topics


def test_fresh_news_begins_a_new_promise_with_steps_of_its_own(cast, late):
    overdue_reminders.signal_turned(MONDAY)
    updates.tell_referrer(late, "Je la rencontre jeudi.", by=cast.rita, now=MONDAY)
    assert overdue_reminders.signal_turned(MONDAY) == 0
    assert overdue_reminders.signal_turned(MONDAY + timedelta(days=30)) == 1


def test_overdue_news_reminds_the_holder_each_business_day(cast, late):
    overdue_reminders.send_reminders(MONDAY - timedelta(hours=1))
    assert said("reminded") == [], "not before the office opens"
    for _ in range(3):
        overdue_reminders.send_reminders(MONDAY)
    assert [entry.facts["to"] for entry in said("reminded")] == [[cast.rita.id]]
    for hours in range(0, 24 * 7, 2):
        overdue_reminders.send_reminders(MONDAY + timedelta(hours=hours))
    assert [entry.at.date().day for entry in said("reminded")] == [23, 24, 25, 26, 27]


def test_a_closed_day_of_the_office_is_silent(cast, late):
    calendars.close_on(cast.quebec, date(2026, 11, 24), "Formation", by=cast.max, now=MONDAY)
    overdue_reminders.send_reminders(MONDAY + timedelta(days=1))
    assert said("reminded") == []


def test_several_make_one_message_that_leads_to_the_list(cast, client_for):
    for _ in range(3):
        promised(cast, recruiter_id=cast.rita.id)
    promised(cast)
    overdue_reminders.send_reminders(MONDAY)
    counts = sorted((entry.facts["count"], entry.subject_type) for entry in said("reminded"))
    assert counts == [(1, "referral"), (3, "office")], "hers, and the one that nobody holds"
    page = client_for(cast.rita).get("/notifications").text
    assert "3\u00a0recommandations attendent des nouvelles en retard" in page


def test_managers_hear_after_three_business_days_and_once(cast, late):
    for day in range(3):
        overdue_reminders.send_reminders(MONDAY + timedelta(days=day, hours=8))
    assert said("managers_told") == []
    for hours in range(0, 72, 3):
        overdue_reminders.send_reminders(MONDAY + timedelta(days=3, hours=hours))
    assert told("managers_told") == {cast.max.id}
    assert len(said("managers_told")) == 1


def test_the_referrer_reads_the_truth_at_most_once_a_week_and_the_clock_goes_on(cast, late, client_for):
    due, version = late.news_due_at, late.version
    for hours in range(0, 24 * 13, 5):
        overdue_reminders.send_reminders(MONDAY + timedelta(hours=hours))
    lines = [line for line in history(late) if line.gesture == "holding"]
    assert len(lines) == 2
    assert lines[1].at - lines[0].at >= overdue_reminders.AGAIN
    assert {(line.by_id, line.by_name) for line in lines} == {(None, "Rita Gagnon")}
    assert told("held") == {cast.alice.id}
    db.session.refresh(late)
    assert (late.news_due_at, late.version, late.last_news_at) == (due, version, BEFORE)
    page = client_for(cast.alice).get(f"/referrals/{late.id}").text
    assert "Rappel envoyé\u00a0: Rita Gagnon" in page
    assert "Rappel envoyé\u00a0: Rita Gagnon" in client_for(cast.alice).get("/notifications").text


def test_a_clock_that_jumps_weeks_ahead_says_it_once_not_ten_times(cast, late):
    overdue_reminders.send_reminders(MONDAY)
    overdue_reminders.send_reminders(MONDAY + timedelta(weeks=6))
    assert len(said("reminded")) == 2
    assert len(said("managers_told")) == 1
    assert len([line for line in history(late) if line.gesture == "holding"]) == 2


def test_a_clock_that_is_set_back_says_nothing_twice(cast, late):
    overdue_reminders.send_reminders(MONDAY + timedelta(days=1))
    overdue_reminders.send_reminders(MONDAY + timedelta(days=1) - timedelta(minutes=30))
    assert len(said("reminded")) == 1
    assert len([line for line in history(late) if line.gesture == "holding"]) == 1


@pytest.mark.parametrize("leaves", ["the house", "the office"])
def test_what_a_recruiter_left_behind_is_brought_to_the_others(cast, late, leaves):
    other = factories.a_person("Léa Morin", recruiter=cast.quebec)
    if leaves == "the house":
        cast.rita.disabled_at = BEFORE
    else:
        db.session.delete(cast.rita.memberships[0])
    db.session.commit()
    db.session.expire_all()
    overdue_reminders.send_reminders(MONDAY)
    assert said("reminded")[0].facts["to"] == [other.id]


def test_closed_referrals_are_left_alone(cast, late):
    late.stage, late.closed_at, late.news_due_at = "withdrawn", BEFORE, None
    db.session.commit()
    overdue_reminders.signal_turned(MONDAY)
    overdue_reminders.send_reminders(MONDAY)
    assert db.session.scalar(select(func.count()).select_from(Escalation)) == 0


def test_the_message_that_there_is_none_can_be_undone_by_nobody(cast, late, app):
    overdue_reminders.send_reminders(MONDAY)
    with app.test_request_context():
        lines = timeline.read_timeline(late, timeline.Reader(own=True, named=True, private=False))
    assert [line.icon for line in lines] == ["hourglass"]


def test_two_workers_and_a_restart_take_each_step_once(committed):
    cast = people.gather()
    for _ in range(4):
        promised(cast, recruiter_id=cast.rita.id)
    db.session.commit()
    failures = []

    def work() -> None:
        with committed.app_context():
            for _ in range(3):
                for do in (overdue_reminders.signal_turned, overdue_reminders.send_reminders):
                    try:
                        with unit_of_work():
                            do(MONDAY)
                    except Exception as failure:  # told by the assertion below
                        failures.append(failure)
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not failures
    db.session.rollback()
    holding = select(func.count()).select_from(StageMove).where(StageMove.gesture == "holding")
    assert db.session.scalar(holding) == 4
    assert sum(entry.facts["count"] for entry in said("reminded")) == 4
    steps = select(Escalation.step, func.count()).group_by(Escalation.step)
    assert dict(db.session.execute(steps).all()) == {"overdue": 4, "remind 2026-11-23": 4, "hold 2026-11-23": 4}


def test_both_are_duties_of_the_house(app):
    every = {chore.name: chore.every for chore in scheduler.list_chores()}
    assert every["referrals.clocks"] <= timedelta(seconds=5)
    assert "referrals.escalation" in every
