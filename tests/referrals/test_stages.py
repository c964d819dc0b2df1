"""The transition table, walked at random; news, undo, and what a move leaves behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import select

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.core.refusals import Conflict, Refused
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.referrals import silence, stages
from portal.referrals.models import ALL_STAGES
from tests import factories
from tests.referrals.moves import history

FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)


def move(referral, to, by, *, note="Un mot", **more):
    given = {"version": referral.version, "now": utcnow(), "note": note}
    return stages.move(referral, to, by=by, **given | more)


class Pipeline(RuleBasedStateMachine):
    """Whoever follows `ways` is never refused by the table, and whoever leaves it always is."""

    def __init__(self):
        super().__init__()
        self.stage, self.agreed = "awaiting_consent", False

    def _try(self, to: str) -> bool:
        referral = SimpleNamespace(stage=self.stage, version=1, opened_at=FRIDAY if self.agreed else None)
        try:
            stages._check(referral, to, 1, "Un mot", "")
        except Refused:
            return False
        return True

    @rule()
    def agree(self):
        if self.stage == "awaiting_consent":
            self.agreed, self.stage = True, "received"

    @rule(to=st.sampled_from(ALL_STAGES))
    def go(self, to):
        allowed = to in {way.stage for way in stages.ways(self.stage, agreed=self.agreed)}
        assert self._try(to) == allowed
        if allowed:
            self.stage = to

    @rule(to=st.text(max_size=20))
    def go_nowhere(self, to):
        assert to in ALL_STAGES or not self._try(to)

    @invariant()
    def names_are_only_worked_on_after_a_yes(self):
        assert self.agreed or self.stage in ("awaiting_consent", "withdrawn", "declined", "expired")


@pytest.fixture
def _quiet_words(monkeypatch):
    """Refusals are sentences of a request's language; the table needs none."""
    monkeypatch.setattr(stages, "_", lambda text, **_words: text)
    monkeypatch.setattr(stages, "label", lambda stage: stage)


@pytest.mark.usefixtures("_quiet_words")
def test_the_table_holds_on_every_path():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Pipeline)


def test_a_move_leaves_a_line_an_entry_signals_and_notices(cast):
    holder = factories.a_person("Odile Lavoie", recruiter=cast.quebec)
    referral = factories.a_referral(cast.alice, stage="received", recruiter_id=holder.id)
    before, now = cast.quebec.board_version, utcnow()
    move(referral, "interview", cast.rita, note=" Jeudi \r\n à 10 h ", private_note="Prudence", now=now)
    db.session.commit()
    db.session.refresh(cast.quebec)
    line = history(referral)[-1]
    assert (line.from_stage, line.to_stage, line.note) == ("received", "interview", "Jeudi \n à 10 h")
    assert (line.private_note, line.by_id, line.by_name) == ("Prudence", cast.rita.id, "Rita Gagnon")
    assert (referral.version, referral.stage_since, referral.last_news_at) == (2, now, now)
    assert cast.quebec.board_version == before + 1
    entry = db.session.scalar(select(Entry).where(Entry.kind == "referrals.moved"))
    assert entry.facts == {"from": "received", "to": "interview", "referrer": cast.alice.id}
    heard = set(db.session.scalars(select(Notice.user_id)))
    assert heard == {cast.alice.id, holder.id}
    topics = set(db.session.execute(select(Signal.topic, Signal.audience)).all())
    office = f"office:{cast.quebec.id}"
    for audience in (f"{office}:recruiter", f"{office}:manager", "admins"):
        assert {(f"referral-{referral.id}", audience), (f"board-{cast.quebec.id}", audience)} <= topics
    assert ("my-referrals", f"user:{cast.alice.id}") in topics
    assert not {audience for _topic, audience in topics if audience in (office, "all", f"{office}:producer")}


def test_whoever_moves_what_nobody_holds_holds_it(cast):
    referral = factories.a_referral(cast.alice, stage="received")
    move(referral, "contacted", cast.rita)
    assert referral.recruiter_id == cast.rita.id


def test_whoever_moves_what_somebody_left_behind_holds_it(cast):
    gone = factories.a_person("Odile Lavoie", recruiter=cast.quebec)
    left = factories.a_referral(cast.alice, stage="received", recruiter_id=gone.id)
    shut = factories.a_referral(cast.alice, stage="received", recruiter_id=gone.id)
    gone.disabled_at = utcnow()
    db.session.commit()
    move(left, "contacted", cast.rita)
    assert left.recruiter == cast.rita
    gone.disabled_at, gone.memberships = None, []
    db.session.commit()
    move(shut, "contacted", cast.rita)
    assert shut.recruiter == cast.rita


def test_what_a_colleague_holds_stays_theirs_whoever_moves_it(cast):
    colleague = factories.a_person("Odile Lavoie", recruiter=cast.quebec)
    referral = factories.a_referral(cast.alice, stage="received", recruiter_id=colleague.id)
    move(referral, "contacted", cast.rita)
    assert referral.recruiter == colleague


@pytest.mark.parametrize("to", ["received", "contacted"])
def test_nobody_brings_back_from_the_pool_whoever_took_their_agreement_back(cast, app, to):
    referral = factories.a_referral(cast.alice, stage="talent_pool", agreed_at=None, closed_at=utcnow())
    with app.test_request_context(), pytest.raises(Refused):
        move(referral, to, cast.rita)
    assert referral.stage == "talent_pool"


def test_an_undone_move_leaves_it_to_whoever_held_it_before(cast):
    free = factories.a_referral(cast.alice, stage="received")
    colleague = factories.a_person("Odile Lavoie", recruiter=cast.quebec)
    held = factories.a_referral(cast.alice, stage="received", recruiter_id=colleague.id)
    for referral, holder in ((free, None), (held, colleague.id)):
        step = move(referral, "contacted", cast.rita)
        stages.undo(referral, step.id, by=cast.rita, now=utcnow())
        db.session.commit()
        db.session.refresh(referral)
        assert referral.recruiter_id == holder


def test_closing_says_something(cast, app):
    referral = factories.a_referral(cast.alice, stage="offer")
    with app.test_request_context(), pytest.raises(Refused):
        move(referral, "not_selected", cast.rita, note="  \n ")
    move(referral, "not_selected", cast.rita, note="Le poste est pourvu, merci.")
    assert (referral.closed_at is not None, referral.news_due_at) == (True, None)


def test_numbers_that_may_not_be_kept_are_refused_in_both_notes(cast, app):
    referral = factories.a_referral(cast.alice, stage="offer")
    for where in ("note", "private_note"):
        with app.test_request_context(), pytest.raises(Refused):
            move(referral, "contacted", cast.rita, **{where: "Carte 4111 1111 1111 1111"})


def test_undo_puts_everything_back_and_adds_to_the_history(cast):
    referral = factories.a_referral(cast.alice, stage="received")
    first = move(referral, "contacted", cast.rita, now=utcnow() - timedelta(days=3))
    db.session.commit()
    before = {name: getattr(referral, name) for name in ("stage", "stage_since", "last_news_at", "closed_at")}
    second = move(referral, "withdrawn", cast.rita)
    back = stages.undo(referral, second.id, by=cast.rita, now=utcnow())
    assert {name: getattr(referral, name) for name in before} == before
    assert referral.news_due_at == silence.promise("contacted", first.at, cast.quebec)["news_due_at"]
    assert (back.undoes_id, back.from_stage, back.to_stage) == (second.id, "withdrawn", "contacted")
    assert len(history(referral)) == 3


def test_undo_is_for_its_author_at_once_and_once(cast, app):
    referral = factories.a_referral(cast.alice, stage="received")
    other = factories.a_person("Rose Roy", recruiter=cast.quebec)
    first = move(referral, "contacted", cast.rita)
    now = utcnow()
    with app.test_request_context():
        with pytest.raises(Refused):
            stages.undo(referral, first.id, by=other, now=now)
        with pytest.raises(Refused, match="Trop tard"):
            stages.undo(referral, first.id, by=cast.rita, now=now + timedelta(minutes=2, seconds=1))
        back = stages.undo(referral, first.id, by=cast.rita, now=now)
        for again in (first.id, back.id):
            with pytest.raises(Refused):
                stages.undo(referral, again, by=cast.rita, now=now)
        third = move(referral, "contacted", cast.rita)
        move(referral, "offer", other)
        with pytest.raises(Conflict):
            stages.undo(referral, third.id, by=cast.rita, now=now)
