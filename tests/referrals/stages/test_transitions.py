"""The transition table, walked at random by every verb; undo, and what a move leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from portal.activity.models import Entry
from portal.candidate_portal import responses as replies
from portal.candidate_portal import withdrawal
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.referrals.consent.events import NOT_ANSWERED
from portal.referrals.introductions import responses as introduction_responses
from portal.referrals.introductions import verbal_consent
from portal.referrals.introductions.responses import ANSWERS, Facts
from portal.referrals.record import search_index
from portal.referrals.stages import closing, deadlines, events, transitions
from portal.referrals.stages.definitions import ALL_STAGES, OPEN, OUTCOMES
from portal.referrals.stages.transition_table import TABLE, allowed_moves
from portal.referrals.status_updates import updates
from tests import factories
from tests.candidate_portal.answers import a_linked_referral
from tests.referrals.board.moves import history


def move(referral, to, by, *, note="Un mot", **more):
    given = {"version": referral.version, "now": utcnow(), "note": note}
    return transitions.move_referral(referral, to, by=by, **given | more)


class Life(RuleBasedStateMachine):
    """One referral in the hands of its candidate, its referrer, two recruiters and time: all say what they may say.

    A verb that is refused leaves everything as it was, and none takes a way that the table doesn't know.
    """

    def __init__(self, cast, second):
        super().__init__()
        self.cast, self.second, self.last = cast, second, None
        self.referral, _token = a_linked_referral(cast.alice)

    def _say(self, verb, *args, **more) -> bool:
        """Whether the verb was taken."""
        try:
            with db.session.begin_nested():
                said = verb(self.referral, *args, now=utcnow(), **more)
        except Refused:
            db.session.expire_all()
            return False
        self.last = said if verb in (transitions.move_referral, transitions.undo_move) else None
        return True

    @rule(to=st.sampled_from(ALL_STAGES) | st.text(max_size=20))
    def move(self, to):
        allowed = {way.stage for way in allowed_moves(self.referral.stage, agreed=self.referral.opened_at is not None)}
        seen = self.referral.version
        taken = self._say(transitions.move_referral, to, by=self.cast.rita, version=seen, note="Un mot")
        assert taken == (to in allowed)

    @rule()
    def undo(self):
        if self.last is not None:
            self._say(transitions.undo_move, self.last.id, by=self.cast.rita)

    @rule(said=st.sampled_from(ANSWERS))
    def answer(self, said):
        seen = self.referral.version
        self._say(introduction_responses.answer_introduction, said, by=self.cast.rita, version=seen, word="Un mot")

    @rule()
    def tell_more(self):
        self._say(
            introduction_responses.tell_more, Facts("friend", None, None, None, 2), "Nous chantons.", by=self.cast.alice
        )

    @rule()
    def record_agreement(self):
        said = {"on": utcnow().date(), "channel": "phone", "how": "Elle a dit oui."}
        self._say(verbal_consent.record_agreement, by=self.cast.rita, version=self.referral.version, **said)

    @rule(asks=st.booleans())
    def ask_for_a_second_person(self, asks):
        self.cast.quebec.second_confirms = asks

    @rule(verb=st.sampled_from((verbal_consent.confirm_agreement, verbal_consent.set_aside)))
    def second_person_says(self, verb):
        self._say(verb, by=self.second, version=self.referral.version)

    @rule()
    def agree(self):
        self._say(replies.give_consent, ["this_role"], language="fr", way="own_page")

    @rule(verb=st.sampled_from((replies.decline_referral, replies.withdraw_consent, replies.deny_consent)))
    def candidate_ends(self, verb):
        self._say(verb)

    @rule()
    def take_back(self):
        self._say(withdrawal.take_back, by=self.cast.alice)

    @rule()
    def tell(self):
        self._say(updates.tell_referrer, "Rien de neuf.", by=self.cast.rita)

    @rule()
    def time_ends_it(self):
        if replies.is_asked(self.referral):
            self._say(closing.close_referral, "expired", kind=NOT_ANSWERED, word="late")

    @rule()
    def erase(self):
        self._say(replies.request_erasure)

    @invariant()
    def every_way_is_in_the_table(self):
        stage = None
        for line in history(self.referral):
            start, end = (line.to_stage, line.from_stage) if line.undoes_id else (line.from_stage, line.to_stage)
            assert start == end or end in TABLE[start]
            assert stage in (None, line.from_stage)
            stage = line.to_stage
        assert self.referral.stage == stage or stage is None

    @invariant()
    def names_are_only_worked_on_after_a_yes(self):
        if self.referral.agreed_at is None:
            assert self.referral.opened_at is None
        if self.referral.opened_at is None:
            assert self.referral.stage == "awaiting_consent" or not self.referral.is_open or self._withdrew()

    def _withdrew(self) -> bool:
        return any(line.from_stage in OPEN[1:] for line in history(self.referral))

    @invariant()
    def an_end_is_an_end_and_what_is_open_has_its_promise(self):
        assert (self.referral.closed_at is not None) == (self.referral.stage in OUTCOMES)
        stage, answer = self.referral.stage, self.referral.recruiter_answer
        promised = deadlines.compute_promise(stage, utcnow(), self.cast.quebec, answer)
        assert (self.referral.news_due_at is None) == (promised["news_due_at"] is None) or not history(self.referral)


@pytest.mark.usefixtures("mailbox")
def test_no_verb_leaves_the_table_on_any_path(cast, app):
    second = factories.a_person("Odile Lavoie", recruiter=cast.quebec)
    with app.test_request_context():
        whole = settings(max_examples=25, stateful_step_count=14)
        run_state_machine_as_test(lambda: Life(cast, second), settings=whole)


@pytest.mark.parametrize(("stage", "to"), [("received", "declined"), ("hired", "offer"), ("awaiting_consent", "offer")])
def test_what_the_table_does_not_know_is_refused_to_whoever_asks_and_leaves_nothing(cast, app, stage, to):
    referral = factories.a_referral(cast.alice, stage=stage)
    with app.test_request_context(), pytest.raises(Refused):
        transitions.apply(referral, to, kind=events.MOVED, by=cast.rita, now=utcnow(), line={"note": "Un mot"})
    assert (referral.stage, referral.version, history(referral)) == (stage, 1, [])
    assert not db.session.scalars(select(Entry).where(Entry.kind == "referrals.moved")).all()


def test_a_declined_introduction_takes_a_way_that_the_table_shows_and_nobody_moves_along(cast, app):
    referral = factories.a_referral(cast.alice)
    assert "not_selected" in TABLE["awaiting_consent"]
    assert "not_selected" not in {way.stage for way in allowed_moves("awaiting_consent", agreed=False)}
    with app.test_request_context():
        with pytest.raises(Refused):
            move(referral, "not_selected", cast.rita)
        introduction_responses.answer_introduction(
            referral, "declined", by=cast.rita, now=utcnow(), version=1, word="Pas cette fois."
        )
    line = history(referral)[-1]
    assert (line.from_stage, line.to_stage, line.gesture) == ("awaiting_consent", "not_selected", "declines")


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
    search_index.index_referral(left)
    db.session.commit()
    move(left, "contacted", cast.rita)
    assert left.recruiter == cast.rita
    for name, found in ((cast.rita.name, [left.id]), (gone.name, [])):
        assert db.session.scalars(search_index.select_matching(name, [left.office_id])).all() == found
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
        transitions.undo_move(referral, step.id, by=cast.rita, now=utcnow())
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
    back = transitions.undo_move(referral, second.id, by=cast.rita, now=utcnow())
    assert {name: getattr(referral, name) for name in before} == before
    assert referral.news_due_at == deadlines.compute_promise("contacted", first.at, cast.quebec)["news_due_at"]
    assert (back.undoes_id, back.from_stage, back.to_stage) == (second.id, "withdrawn", "contacted")
    assert len(history(referral)) == 3


def test_undo_is_for_its_author_at_once_and_once(cast, app):
    referral = factories.a_referral(cast.alice, stage="received")
    other = factories.a_person("Rose Roy", recruiter=cast.quebec)
    first = move(referral, "contacted", cast.rita)
    now = utcnow()
    with app.test_request_context():
        with pytest.raises(Refused):
            transitions.undo_move(referral, first.id, by=other, now=now)
        with pytest.raises(Refused, match="Trop tard"):
            transitions.undo_move(referral, first.id, by=cast.rita, now=now + timedelta(minutes=2, seconds=1))
        back = transitions.undo_move(referral, first.id, by=cast.rita, now=now)
        for again in (first.id, back.id):
            with pytest.raises(Refused):
                transitions.undo_move(referral, again, by=cast.rita, now=now)
        third = move(referral, "contacted", cast.rita)
        move(referral, "offer", other)
        with pytest.raises(Conflict):
            transitions.undo_move(referral, third.id, by=cast.rita, now=now)
