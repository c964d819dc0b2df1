"""The next step of a referral: planned on a day of the office, shown where it waits, kept in the story."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.core.tokens import new_token
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.privacy import erasure
from portal.referrals.next_steps import steps
from portal.referrals.next_steps.calendar_file import write_calendar
from portal.referrals.next_steps.models import NextStep
from portal.referrals.next_steps.steps import Plan
from portal.referrals.recruiter_tasks import queries
from tests import factories
from tests.referrals.board.moves import history

NOON = datetime(2027, 3, 10, 17, tzinfo=ZoneInfo("UTC"))
"""Noon in Québec."""


def here(cast, days: int = 0) -> date:
    return (utcnow().astimezone(ZoneInfo(cast.quebec.timezone)) + timedelta(days=days)).date()


@pytest.fixture
def referral(cast):
    person = factories.a_candidate(name="Nathalie Ouimet")
    role = factories.a_role(cast.rita)
    return factories.a_referral(cast.alice, role, candidate=person, stage="received", recruiter_id=cast.rita.id)


def plan(client, referral, day, **form):
    form = {"kind": "meeting", "day": day, "hour": "14:00", "whom": "Lise", "place": "Salle 2"} | form
    form = {"version": referral.version, "deed_key": new_token()} | form
    return client.post(f"/referrals/{referral.id}/step", data=form)


def test_it_is_planned_once_shown_where_one_works_and_is_no_news(cast, client_for, referral):
    rita, day = client_for(cast.rita), here(cast)
    before = (referral.last_news_at, referral.news_due_at, referral.stage)
    key = new_token()
    for _twice in "ab":
        answer = plan(rita, referral, day, deed_key=key, version=1)
        assert (answer.status_code, answer.location) == (303, f"/referrals/{referral.id}")
    line = history(referral)[-1]
    assert [one.gesture for one in history(referral)] == ["planned"]
    db.session.refresh(referral)
    assert (referral.last_news_at, referral.news_due_at, referral.stage, referral.version) == (*before, 2)
    page = rita.get(f"/referrals/{referral.id}").text
    assert "a prévu la suite\xa0: Entrevue, " in page
    assert "Avec\xa0: Lise · Où\xa0: Salle 2" in page
    for shape in ("", "?view=list"):
        card = rita.get(f"/referrals/{referral.id}/card{shape}").text
        assert "ticket__step" in card
        assert "Entrevue, " in card
        assert "Lise" not in card
    mine = rita.get("/referrals/day").text
    assert "Entrevue, " in mine
    assert "Avec\xa0: Lise" in mine
    assert f'id="day-step-{referral.id}"' in mine
    assert db.session.scalars(select(Notice)).all() == []
    assert db.session.scalars(select(NextStep)).one().line_id == line.id


def test_my_day_shows_it_on_its_day_and_after_it_beside_what_else_waits(cast, referral):
    def kinds(now):
        return [item.kind for item in queries.list_items(cast.rita, "fr", now) if item.kind in ("step", "thanks")]

    now = NOON
    referral.created_at = referral.stage_since = referral.opened_at = now
    referral.news_due_at = referral.news_soon_at = None
    steps.plan_step(referral, Plan("call_back", date(2027, 3, 11)), by=cast.rita, now=now, version=1)
    db.session.commit()
    assert kinds(datetime(2027, 3, 11, 4, 59, tzinfo=ZoneInfo("UTC"))) == ["thanks"]
    assert kinds(datetime(2027, 3, 11, 5, 0, tzinfo=ZoneInfo("UTC"))) == ["step", "thanks"]
    assert kinds(datetime(2027, 3, 20, tzinfo=ZoneInfo("UTC"))) == ["step", "thanks"]


def test_done_changed_and_removed_stay_in_the_story(cast, client_for, referral):
    rita, tomorrow = client_for(cast.rita), here(cast, 1)
    plan(rita, referral, tomorrow)
    plan(rita, referral, here(cast, 2), kind="call_back", whom="", place="")
    first, second = db.session.scalars(select(NextStep).order_by(NextStep.id))
    assert (first.ended_at is None, second.ended_at) == (False, None)
    assert (first.uid, first.sequence, second.sequence) == (second.uid, 0, 1)
    for outcome, gesture in (("done", "step_done"), ("dropped", "step_dropped")):
        current = steps.find_step(referral)
        for _twice in "ab":
            data = {"step": current.id, "outcome": outcome}
            assert rita.post(f"/referrals/{referral.id}/step/end", data=data).status_code == 303
        assert history(referral)[-1].gesture == gesture
        if outcome == "done":
            plan(rita, referral, tomorrow, kind="other")
    assert steps.find_step(referral) is None
    assert [line.gesture for line in history(referral)] == (
        ["planned", "replanned", "step_done", "planned", "step_dropped"]
    )
    page = rita.get(f"/referrals/{referral.id}").text
    for words in (
        "a changé la suite\xa0: Rappel",
        "a noté comme fait\xa0: Rappel",
        "ce qui était prévu\xa0: Autre chose",
    ):
        assert words in page
    assert "Prévoir la suite" in page
    assert "ticket__step" not in rita.get(f"/referrals/{referral.id}/card").text


def test_it_is_done_from_my_day(cast, client_for, referral):
    plan(client_for(cast.rita), referral, here(cast))
    current = steps.find_step(referral).id
    for _twice in "ab":
        answer = client_for(cast.rita).post(f"/referrals/day/{referral.id}/step", data={"step": current}, htmx=True)
        assert answer.status_code == 200
        assert f'id="day-step-{referral.id}"' not in answer.text
    assert [line.gesture for line in history(referral)] == ["planned", "step_done"]


@pytest.mark.parametrize("form", [
    {"day": "2020-01-01"}, {"day": ""}, {"day": "2026-02-30"}, {"day": "9999-12-31"}, {"hour": "25:00"}, {"hour": "x"},
    {"kind": "moon"}, {"whom": "NAS 130 692 544"}, {"place": "x" * 161},
])  # fmt: skip
def test_what_makes_no_sense_is_refused_and_stays_typed(cast, client_for, referral, form):
    form = {"day": here(cast, 1).isoformat(), "place": "Au café"} | form
    answer = plan(client_for(cast.rita), referral, form.pop("day"), **form)
    assert answer.status_code == 422
    assert form["place"] in answer.text
    assert history(referral) == []


def test_of_two_who_plan_at_once_the_second_is_told_and_keeps_what_they_typed(cast, client_for, referral):
    rose = factories.a_person("Rose Roy", recruiter=cast.quebec)
    plan(client_for(rose), referral, here(cast, 1), version=1)
    answer = plan(client_for(cast.rita), referral, here(cast, 3), version=1, place="Chez Rita")
    assert answer.status_code == 409
    assert "Chez Rita" in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert len(history(referral)) == 1
    with pytest.raises(Conflict):
        steps.plan_step(referral, Plan("other", here(cast, 1)), by=cast.rita, now=utcnow(), version=1)


def test_the_day_is_that_of_the_office_and_an_hour_that_the_clocks_skip_is_refused(cast, referral):
    late = datetime(2027, 3, 12, 3, 30, tzinfo=ZoneInfo("UTC"))
    steps.plan_step(referral, Plan("other", date(2027, 3, 11)), by=cast.rita, now=late, version=1)
    with pytest.raises(Refused):
        steps.plan_step(referral, Plan("other", date(2027, 3, 10)), by=cast.rita, now=late, version=2)
    with pytest.raises(Refused, match="sautent"):
        steps.plan_step(referral, Plan("other", date(2027, 3, 14), time(2, 30)), by=cast.rita, now=late, version=2)


@pytest.mark.parametrize(
    ("day", "moment"), [(date(2027, 3, 13), "20270313T190000Z"), (date(2027, 3, 14), "20270314T180000Z")]
)
def test_the_calendar_has_the_right_moment_on_both_sides_of_the_change_of_clocks(cast, referral, day, moment):
    steps.plan_step(referral, Plan("meeting", day, time(14)), by=cast.rita, now=NOON, version=1)
    assert f"DTSTART:{moment}\r\n" in written(steps.find_step(referral), cast)


def written(step, cast) -> str:
    told = {"title": "Entrevue; à voir", "details": "é" * 60, "place": "Salle 2,\nétage 3", "link": "http://x/1"}
    return write_calendar(step, cast.quebec.timezone, **told, host="relais.example.com", now=NOON)


def test_the_file_keeps_its_uid_counts_changes_escapes_and_folds(cast, referral):
    steps.plan_step(referral, Plan("meeting", date(2027, 3, 13)), by=cast.rita, now=NOON, version=1)
    first = written(steps.find_step(referral), cast)
    steps.plan_step(referral, Plan("meeting", date(2027, 12, 31)), by=cast.rita, now=NOON, version=2)
    second = written(steps.find_step(referral), cast)
    uids = {next(line for line in text.split("\r\n") if line.startswith("UID:")) for text in (first, second)}
    assert len(uids) == 1
    assert ("SEQUENCE:0" in first, "SEQUENCE:1" in second) == (True, True)
    assert "DTSTART;VALUE=DATE:20271231\r\nDTEND;VALUE=DATE:20280101" in second
    assert "SUMMARY:Entrevue\\; à voir" in second
    assert "LOCATION:Salle 2\\,\\nétage 3" in second
    assert all(len(line.encode()) <= 75 for line in second.split("\r\n"))
    assert "é" * 60 in second.replace("\r\n ", "")


def test_the_file_names_nobody_and_is_for_those_who_follow_it(cast, client_for, referral):
    address = f"/referrals/{referral.id}/step.ics"
    assert client_for(cast.rita).get(address).status_code == 404
    plan(client_for(cast.rita), referral, here(cast, 1))
    answer = client_for(cast.rita).get(address)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "LOCATION:Salle 2" in answer.text
    assert f"/referrals/{referral.id}\r\n" in answer.text
    assert "Nathalie" not in answer.text
    referral.opened_at = None
    db.session.commit()
    assert "Salle 2" not in client_for(cast.rita).get(address).text
    for who, status in {"alice": 403, "max": 403, "romain": 404}.items():
        assert client_for(getattr(cast, who)).get(address).status_code == status


@pytest.mark.parametrize(("kind", "stage", "told"), [
    ("meeting", "received", True), ("call_back", "received", False), ("meeting", "offer", False),
])  # fmt: skip
def test_the_referrer_reads_only_that_an_interview_is_planned_where_the_stage_is_told(
    cast, client_for, referral, monkeypatch, kind, stage, told
):
    open_stages = {"received"}
    for module in ("portal.referrals.detail.timeline", "portal.referrals.next_steps.steps"):
        monkeypatch.setattr(f"{module}.is_told", lambda code: code in open_stages)
    referral.stage = stage
    db.session.commit()
    db.session.execute(Signal.__table__.delete())
    plan(client_for(cast.rita), referral, here(cast, 1), kind=kind)
    own = "".join(client_for(cast.alice).get(f"/referrals/{referral.id}{part}").text for part in ("", "?part=side"))
    assert ("Une entrevue est prévue." in own) is told
    for words in ("Lise", "Salle 2", "14 h"):
        assert words not in own
    audiences = set(db.session.scalars(select(Signal.audience).where(Signal.topic == f"referral-{referral.id}")))
    assert (f"user:{cast.alice.id}" in audiences) is told
    steps.end_step(referral, steps.find_step(referral).id, done=False, by=cast.rita, now=utcnow())
    db.session.commit()
    assert "Une entrevue est prévue." not in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_a_closed_referral_has_no_next_step(cast, client_for, referral):
    plan(client_for(cast.rita), referral, here(cast, 1))
    referral.stage, referral.closed_at = "not_selected", utcnow()
    db.session.commit()
    assert plan(client_for(cast.rita), referral, here(cast, 1)).status_code == 422
    assert client_for(cast.rita).get(f"/referrals/{referral.id}/step.ics").status_code == 404
    assert "ticket__step" not in client_for(cast.rita).get(f"/referrals/{referral.id}/card").text


def test_erasing_the_person_leaves_the_day_and_no_word(cast, client_for, referral):
    plan(client_for(cast.rita), referral, here(cast, 1))
    erasure.erase_candidate(referral.candidate, why="asked", now=utcnow())
    db.session.commit()
    step = db.session.scalars(select(NextStep)).one()
    assert (step.whom, step.place, step.kind) == ("", "", "meeting")
