"""No signal is missed, in whatever order transactions commit."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert

from portal.activity.event_types import END_STREAMS
from portal.core.db import db, unit_of_work, utcnow
from portal.live import signals
from portal.live.hub import MOST_UNREAD, Follower, Hub, RanBackwards, Stream
from portal.live.listener import channel_of
from portal.live.models import Signal


def read(follower: Follower, at: float = 0.0) -> list[str]:
    db.session.rollback()
    topics = [topic for _id, topic, _audience in follower.read(at)]
    db.session.rollback()
    return topics


def signal(topic: str, audience: str = "all") -> None:
    with unit_of_work():
        signals.write_signals([(topic, audience)], utcnow())


def test_a_follower_reads_each_signal_once(committed):
    follower = Follower(signals.newest_id())
    signal("referral-1")
    signal("referral-2")
    assert read(follower) == ["referral-1", "referral-2"]
    assert read(follower) == []


def test_one_unit_of_work_signals_each_change_once_and_again_what_a_savepoint_undid(committed):
    follower = Follower(signals.newest_id())
    with unit_of_work():
        savepoint = db.session.begin_nested()
        signals.write_signals([("undone", "all")], utcnow())
        savepoint.rollback()
        signals.write_signals([("undone", "all"), ("board-1", "all")], utcnow())
        signals.write_signals([("board-1", "all"), ("board-1", "admins")], utcnow())
    assert read(follower) == ["undone", "board-1", "board-1"]
    signal("board-1")
    assert read(follower, at=1) == ["board-1"]


def test_what_commits_late_under_an_older_number_is_not_missed(committed):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time: numbers commit in their order")
    follower = Follower(signals.newest_id())
    with db.engine.connect() as slow:
        slow.execute(insert(Signal).values(topic="slow", audience="all", at=utcnow()))
        signal("fast")
        assert read(follower, at=0) == ["fast"]
        slow.commit()
    assert read(follower, at=1) == ["slow"]
    assert read(follower, at=2) == []


def test_a_number_that_never_comes_is_given_up_after_a_minute(committed):
    follower = Follower(signals.newest_id())
    with db.engine.connect() as lost:
        lost.execute(insert(Signal).values(id=follower.last + 3, topic="jump", audience="all", at=utcnow()))
        lost.commit()
    assert read(follower, at=0) == ["jump"]
    assert follower._gaps
    assert read(follower, at=61) == []
    assert not follower._gaps


def test_the_bell_rings_for_what_was_committed_and_only_then(committed):
    with closing(channel_of()) as bell:
        assert bell.wait()  # whatever came before is looked at
        if db.engine.dialect.name == "sqlite":
            assert not bell.wait()
        signal("referral-1")
        assert bell.wait()


def test_nothing_is_signalled_when_the_change_is_rolled_back(committed):
    follower = Follower(signals.newest_id())

    def fail():
        with unit_of_work():
            signals.write_signals([("referral-9", "all")], utcnow())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert read(follower) == []


def test_a_returning_page_hears_only_what_concerns_it(committed):
    signal("long-ago", "nobody")
    start = signals.newest_id()
    signal("referral-1", "user:1")
    signal("referral-2", "user:2")
    newest, topics = signals.topics_since(start, {"user:1", "all"})
    assert topics == ["referral-1"]
    assert newest == signals.newest_id()


def test_a_page_that_was_away_too_long_is_told_to_start_again(committed):
    old = utcnow() - timedelta(hours=2)
    with unit_of_work():
        signals.write_signals([(f"referral-{n}", "all") for n in range(5)], old)
    first = signals.newest_id() - 4
    signal("referral-9")
    with unit_of_work():
        signals.delete_old_signals(utcnow())
    assert signals.topics_since(first, {"all"}) is None
    assert signals.topics_since(signals.newest_id(), {"all"}) is not None


def test_the_hub_tells_only_the_audience():
    hub = Hub(most_streams=10)
    mine, theirs = hub.open(frozenset({"user:1", "all"})), hub.open(frozenset({"user:2", "all"}))
    hub.spread([(1, "referral-1", "user:1"), (2, "opportunities", "all"), (3, "board-1", "office:1:recruiter")])
    assert [topic for _id, topic in mine.wait(0)] == ["referral-1", "opportunities"]
    assert [topic for _id, topic in theirs.wait(0)] == ["opportunities"]


def test_hundreds_of_streams_hear_all_of_it_in_one_go():
    hub = Hub(most_streams=300)
    streams = [hub.open(frozenset({"all"})) for _ in range(300)]
    hub.spread([(number, f"referral-{number}", "all") for number in range(3)])
    assert all([ident for ident, _topic in stream.wait(0)] == [0, 1, 2] for stream in streams)


def test_a_full_process_opens_no_more_streams_and_a_closed_one_gives_its_place_back():
    hub = Hub(most_streams=1)
    first = hub.open(frozenset({"all"}))
    assert hub.open(frozenset({"all"})) is None
    hub.close(first)
    assert hub.open(frozenset({"all"})) is not None


def test_a_stream_ends_when_rights_change_and_when_the_server_stops():
    hub = Hub(most_streams=2)
    stream = hub.open(frozenset({"user:1"}))
    hub.spread([(1, END_STREAMS, "user:1")])
    assert stream.ended
    other = hub.open(frozenset({"user:2"}))
    hub.stop()
    assert other.ended


def test_a_reader_that_does_not_keep_up_is_sent_away_to_come_back():
    stream = Stream(frozenset())
    for number in range(MOST_UNREAD + 1):
        stream.tell([(number, "referral-1")])
    assert stream.ended


def test_numbers_that_run_backwards_are_noticed_before_they_catch_up(committed):
    follower = Follower(signals.newest_id())
    for number in range(5):
        signal(f"referral-{number}")
    assert len(read(follower)) == 5
    with unit_of_work():  # what a new leader has after a failover that lost the last signals
        db.session.execute(delete(Signal).where(Signal.id > follower.last - 4))
    with pytest.raises(RanBackwards):
        read(follower)
    db.session.rollback()
    assert read(Follower(signals.newest_id())) == []
