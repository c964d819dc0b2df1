"""How my referrals fared: for me alone, in words, without what the office keeps to itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.core.db import db, utcnow
from portal.referrals.my_referrals import outcomes
from portal.referrals.record.models import StageMove
from portal.referrals.stages import transitions
from tests import factories


def with_news(cast, after: timedelta, stage: str = "contacted", **columns):
    """A referral of Alice whose first news came `after` it was made."""
    referral = factories.a_referral(cast.alice, stage=stage, created_at=utcnow() - timedelta(days=20), **columns)
    made = referral.created_at
    mine = StageMove(referral_id=referral.id, to_stage="awaiting_consent", by_id=cast.alice.id, at=made)
    asked = StageMove(referral_id=referral.id, from_stage=stage, to_stage=stage, gesture="asked", by_id=cast.alice.id)
    asked.at = made + timedelta(minutes=1)
    news = StageMove(referral_id=referral.id, from_stage="received", to_stage=stage, by_id=cast.rita.id)
    news.at = made + after
    db.session.add_all((mine, asked, news))
    db.session.commit()
    return referral


def test_counts_and_the_time_to_the_first_news(cast):
    for days in (1, 2, 9):
        with_news(cast, timedelta(days=days))
    with_news(cast, timedelta(days=2), "hired", closed_at=utcnow())
    factories.a_referral(cast.alice)
    factories.a_referral(cast.bruno, stage="offer")
    fared = outcomes.read_outcomes(cast.alice)
    assert (fared.made, fared.open, fared.untold, fared.waiting) == (5, 4, 0, 1)
    assert [(stage, count) for stage, _name, count in fared.ended] == [("hired", 1)]
    assert fared.first_news == timedelta(days=2)


def test_a_move_that_was_taken_back_was_no_news(cast):
    role = factories.a_role(cast.rita)
    referral = factories.a_referral(cast.alice, role, stage="received")
    step = transitions.move_referral(referral, "contacted", by=cast.rita, now=utcnow(), version=referral.version)
    transitions.undo_move(referral, step.id, by=cast.rita, now=utcnow())
    assert outcomes.read_outcomes(cast.alice).waiting == 1


def test_what_the_office_keeps_to_itself_is_only_counted(cast, monkeypatch):
    monkeypatch.setattr(outcomes, "is_told", lambda stage: stage != "not_selected")
    with_news(cast, timedelta(days=1), "not_selected", closed_at=utcnow())
    fared = outcomes.read_outcomes(cast.alice)
    assert (fared.ended, fared.untold) == ((), 1)
    counts = outcomes.count_outcomes(StageMove.id.is_not(None) & False, for_referrer=True)
    assert counts.all == 0


@pytest.mark.sqlite_only
def test_the_page_tells_it_in_words_to_who_made_them(cast, client_for):
    with_news(cast, timedelta(days=3))
    page = client_for(cast.alice).get("/referrals/outcomes").text
    assert "Vous avez recommandé 1\u00a0personne." in page
    assert "environ 3\u00a0jours" in page
    assert "Rien à raconter" in client_for(cast.rita).get("/referrals/outcomes").text


def test_what_took_less_than_a_day_is_told_in_days(cast, client_for):
    with_news(cast, timedelta(seconds=49))
    alice = client_for(cast.alice)
    for language, words in (("fr", "dans la journée"), ("en", "within a day")):
        page = alice.get(f"/referrals/outcomes?lang={language}").text
        assert words in page
        assert not re.search("49\\W(?:second|secondes)", page)
