"""Not like candy: a reminder past a few, a recruiter's go-ahead past the limit, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.notifications.models import Notice
from portal.referrals.record.models import Referral, ReferralDraft
from portal.referrals.submission import submissions
from portal.referrals.submission.weekly_limit import limit
from portal.referrals.submission.weekly_limit.limit import GoAhead
from tests import factories
from tests.referrals.submission.answers import typed

_number = count(1)


@pytest.fixture(autouse=True)
def four_a_week(app, monkeypatch):
    """A limit of four a week, so that the story is short."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], weekly_limit=4))


def made(cast, people: int, days: float = 1) -> None:
    for _time in range(people):
        factories.a_referral(cast.alice, created_at=utcnow() - timedelta(days=days))


def refer(client, cast):
    somebody = f"personne-{next(_number)}@exemple.example.com"
    return client.post("/referrals/new", data=typed(office=str(cast.quebec.id), email=somebody))


def ask(client) -> GoAhead:
    answer = client.post("/referrals/drafts", data=typed(then="go-ahead"))
    assert answer.status_code == 303
    question = db.session.scalars(select(GoAhead).order_by(GoAhead.id.desc())).first()
    assert answer.location == f"/referrals/go-ahead/{question.id}"
    return question


def give(client, question: GoAhead, more: int = 1, days: int = 3, answer: str = "yes"):
    until = (utcnow().astimezone(ZoneInfo("America/Toronto")) + timedelta(days=days)).date().isoformat()
    told = {"more": str(more), "until": until, "answer": answer}
    return client.post(f"/referrals/go-ahead/{question.id}", data=told)


@pytest.mark.sqlite_only
def test_the_form_reminds_of_quality_past_three_in_a_week_and_not_before(cast, client_for):
    client = client_for(cast.alice)
    made(cast, 2)
    made(cast, 5, days=8)
    assert 'id="pace"' not in client.get("/referrals/new").text
    made(cast, 1)
    page = client.get("/referrals/new").text
    assert "Cela fait 3\u00a0personnes en sept jours" in page
    assert "feu vert" not in page
    assert refer(client, cast).status_code == 303


def test_past_the_limit_a_recruiter_is_asked_in_one_click_and_the_draft_is_kept(cast, client_for):
    made(cast, 4)
    client = client_for(cast.alice)
    page = refer(client, cast)
    assert page.status_code == 422
    assert "Demander le feu vert" in page.text
    assert "quarante dossiers" in page.text
    question = ask(client)
    assert db.session.scalar(select(func.count()).select_from(ReferralDraft)) == 1
    told = {notice.user_id for notice in db.session.scalars(select(Notice))}
    assert cast.rita.id in told
    assert not told & {cast.alice.id, cast.romain.id, cast.max.id}
    assert ask(client).id == question.id
    assert "attend une réponse" in client.get("/referrals/new").text
    assert refer(client, cast).status_code == 422


def test_the_go_ahead_is_for_so_many_until_a_day(cast, client_for):
    made(cast, 4)
    client, rita = client_for(cast.alice), client_for(cast.rita)
    question = ask(client)
    assert "Donner le feu vert" in rita.get(f"/referrals/go-ahead/{question.id}").text
    assert give(rita, question, more=2).status_code == 303
    assert [refer(client, cast).status_code for _time in range(3)] == [303, 303, 422]
    later = utcnow() + timedelta(days=5)
    assert limit.read_pace(cast.alice, later).left == 0
    assert ask(client).id != question.id


def test_a_go_ahead_that_is_over_allows_nothing(cast, client_for):
    made(cast, 4)
    question = ask(client_for(cast.alice))
    give(client_for(cast.rita), question, more=9, days=0)
    assert not limit.read_pace(cast.alice, utcnow()).stops
    assert limit.read_pace(cast.alice, utcnow() + timedelta(days=2)).stops


@pytest.mark.sqlite_only
def test_not_this_week_is_said_kindly_and_may_be_asked_again(cast, client_for):
    made(cast, 4)
    client, rita = client_for(cast.alice), client_for(cast.rita)
    question = ask(client)
    assert give(rita, question, answer="no").status_code == 303
    assert "n’enlève rien aux personnes" in client.get(f"/referrals/go-ahead/{question.id}").text
    assert refer(client, cast).status_code == 422
    assert cast.alice.id in {notice.user_id for notice in db.session.scalars(select(Notice))}
    assert give(rita, question).status_code == 409
    assert ask(client).id != question.id


@pytest.mark.sqlite_only
def test_only_recruiters_of_the_office_give_it_never_to_themselves(cast, client_for):
    made(cast, 4)
    question = ask(client_for(cast.alice))
    for person, status in ((cast.alice, 403), (cast.romain, 404), (cast.max, 404), (cast.bruno, 404), (cast.ada, 403)):
        assert give(client_for(person), question).status_code == status, person.name
    for _time in range(4):
        factories.a_referral(cast.rita)
    own = ask(client_for(cast.rita))
    assert give(client_for(cast.rita), own).status_code == 403


@pytest.mark.sqlite_only
def test_numbers_and_days_that_are_none_are_refused_in_place(cast, client_for):
    made(cast, 4)
    question, rita = ask(client_for(cast.alice)), client_for(cast.rita)
    for more, days in ((0, 3), (31, 3), (-1, 3), (2, -1), (2, 400)):
        assert give(rita, question, more=more, days=days).status_code == 422, (more, days)
    answer = rita.post(f"/referrals/go-ahead/{question.id}", data={"answer": "yes", "more": "x", "until": ""})
    assert answer.status_code == 422
    db.session.expire_all()
    assert db.session.get(GoAhead, question.id).answered_at is None


def test_asking_without_need_asks_nobody(cast, client_for):
    answer = client_for(cast.alice).post("/referrals/go-ahead")
    assert (answer.status_code, answer.location) == (303, "/referrals/new")
    assert db.session.scalar(select(func.count()).select_from(GoAhead)) == 0


def test_what_is_only_written_down_today_needs_no_go_ahead(cast):
    made(cast, 4)
    told = {
        "name": "Jeanne", "email": "j@exemple.example.com", "phone": "", "language": "fr", "relationship": "colleague",
        "known_since": date(2018, 9, 1), "together_from": None, "together_to": None, "together_where": "", "vouch": 3,
        "fields": [], "experience": "", "why": "Elle écoute.", "attested_how": "Au téléphone",
        "attested_on": date(2026, 1, 1),
    }  # fmt: skip
    told = submissions.Answers(opportunity=None, office_id=cast.quebec.id, told=told)
    with pytest.raises(Refused):
        submissions.submit_referral(told, by=cast.alice, now=utcnow())
    assert submissions.submit_referral(told, by=cast.alice, now=utcnow(), told_later=True).id


def test_the_rule_holds_where_the_form_is_bypassed(cast, client_for):
    made(cast, 4)
    before = db.session.scalar(select(func.count()).select_from(Referral))
    refer(client_for(cast.alice), cast)
    assert db.session.scalar(select(func.count()).select_from(Referral)) == before
