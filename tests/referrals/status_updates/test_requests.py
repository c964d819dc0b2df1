"""Asking for news: once a week for each referral, first on the recruiter's list, heard at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.referrals.status_updates import requests, updates
from tests import factories
from tests.referrals.board.moves import history


@pytest.fixture
def referral(cast):
    role = factories.a_role(cast.rita)
    now = utcnow()
    return factories.a_referral(
        cast.alice, role, stage="contacted", created_at=now - timedelta(days=9), news_due_at=now + timedelta(days=5)
    )


def ask(client, referral, **more):
    return client.post(f"/referrals/{referral.id}/asks", data=more, htmx=True)


def test_the_holder_hears_it_at_once_and_the_story_keeps_it(cast, client_for, referral):
    due, version = referral.news_due_at, referral.version
    answer = ask(client_for(cast.alice), referral)
    assert answer.status_code == 200
    assert "Vous pourrez en faire une autre dès le" in answer.text
    [line] = history(referral)
    assert (line.gesture, line.by_id) == ("asked", cast.alice.id)
    assert set(db.session.scalars(select(Notice.user_id))) == {cast.rita.id}
    topics = set(db.session.execute(select(Signal.topic, Signal.audience)).all())
    assert (f"board-{cast.quebec.id}", f"office:{cast.quebec.id}:recruiter") in topics
    db.session.refresh(referral)
    assert (referral.news_due_at, referral.version, referral.last_news_at) == (due, version, None)
    assert "Alice Côté a demandé des nouvelles" in client_for(cast.rita).get(f"/referrals/{referral.id}").text
    assert "Vous avez demandé des nouvelles" in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_once_a_week_and_then_again(cast, client_for, referral):
    alice = client_for(cast.alice)
    ask(alice, referral)
    assert ask(alice, referral).status_code == 422
    assert alice.post(f"/referrals/{referral.id}/asks").status_code == 422
    assert len(history(referral)) == 1
    db.session.execute(db.update(factories.Referral).values(news_asked_at=utcnow() - timedelta(days=7, seconds=1)))
    db.session.commit()
    assert ask(alice, referral).status_code == 200
    assert len(history(referral)) == 2


def test_a_double_click_asks_once(cast, client_for, referral):
    alice = client_for(cast.alice)
    assert [ask(alice, referral).status_code for _ in range(3)] == [200, 422, 422]
    assert len(db.session.scalars(select(Entry).where(Entry.kind == "referrals.news_asked")).all()) == 1


def test_nobody_else_asks_and_strangers_do_not_even_see_it(cast, client_for, referral):
    for person, status in ((cast.rita, 403), (cast.max, 403), (cast.bruno, 404), (cast.romain, 404)):
        assert ask(client_for(person), referral).status_code == status
    assert history(referral) == []


def test_a_closed_referral_has_nothing_to_ask(cast, client_for, referral):
    referral.stage, referral.closed_at = "hired", utcnow()
    db.session.commit()
    alice = client_for(cast.alice)
    assert "/asks" not in alice.get(f"/referrals/{referral.id}").text
    assert ask(alice, referral).status_code == 422


def test_it_is_first_on_the_list_of_who_holds_it_until_there_is_news(cast, client_for, referral):
    late = utcnow() - timedelta(days=4)
    other = factories.a_referral(cast.alice, referral.opportunity, stage="contacted", news_due_at=late, created_at=late)
    ask(client_for(cast.alice), referral)
    assert requests.asked_for_news(cast.rita) == [referral.id]
    assert requests.asked_for_news(cast.romain) == []
    page = client_for(cast.rita).get("/").text
    assert page.index(f'id="waiting-{referral.id}"') < page.index(f'id="waiting-{other.id}"')
    assert "Alice Côté demande des nouvelles" in page
    db.session.refresh(referral)
    updates.tell_referrer(referral, "Je la rencontre jeudi.", by=cast.rita, now=utcnow())
    db.session.commit()
    assert requests.asked_for_news(cast.rita) == []


def test_without_scripts_the_button_is_a_form(cast, client_for, referral):
    alice = client_for(cast.alice)
    assert f'action="/referrals/{referral.id}/asks"' in alice.get(f"/referrals/{referral.id}").text
    answer = alice.post(f"/referrals/{referral.id}/asks")
    assert (answer.status_code, answer.location) == (303, f"/referrals/{referral.id}")


def test_my_referrals_offer_it_where_news_is_near_or_late(cast, client_for, referral):
    alice = client_for(cast.alice)
    address = f'action="/referrals/{referral.id}/asks"'
    assert address not in alice.get("/referrals").text
    referral.news_due_at = utcnow() - timedelta(hours=1)
    db.session.commit()
    assert address in alice.get("/referrals").text
    ask(alice, referral, small="yes")
    assert "en faire une autre dès le" in alice.get("/referrals").text
