"""The days of a role: it opens and closes by itself where its office is, and is asked about when open for long."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.notifications.models import Notice
from portal.opportunities import editing, lifecycle, scheduling
from portal.opportunities.models import Opportunity
from portal.opportunities.saved import roles
from portal.referrals.recruiter_tasks import queries
from tests import factories, people
from tests.opportunities.two_workers import at_once, killed_after

DAY = timedelta(days=1)
NOON = datetime(2026, 12, 1, 17, tzinfo=UTC)
"""Noon in Québec."""


def kinds(role) -> list[str]:
    query = select(Entry.kind).where(Entry.subject_type == "opportunity", Entry.subject_id == role.id)
    return [kind.partition(".")[2] for kind in db.session.scalars(query.order_by(Entry.id))]


def heard(person) -> list[str]:
    query = select(Entry.kind).join(Notice, Notice.entry_id == Entry.id).where(Notice.user_id == person.id)
    return [kind.partition(".")[2] for kind in db.session.scalars(query.order_by(Notice.id))]


def a_draft(recruiter, **columns):
    return factories.a_role(recruiter, **{"state": "draft", "opened_at": None} | columns)


@pytest.mark.parametrize(
    ("timezone", "region", "day", "begins"),
    [
        ("America/Toronto", "CA-QC", date(2026, 12, 2), "2026-12-02T05:00Z"),
        ("Europe/Paris", "FR-IDF", date(2026, 12, 2), "2026-12-01T23:00Z"),
        ("America/Toronto", "CA-QC", date(2027, 3, 14), "2027-03-14T05:00Z"),  # the clocks go forward that night
        ("America/Toronto", "CA-QC", date(2027, 3, 15), "2027-03-15T04:00Z"),
        ("America/Toronto", "CA-QC", date(2027, 11, 8), "2027-11-08T05:00Z"),  # they went back the day before
        ("Pacific/Auckland", "NZ-AUK", date(2026, 12, 2), "2026-12-01T11:00Z"),
    ],
)
def test_a_role_opens_at_midnight_of_its_office(cast, timezone, region, day, begins):
    office = factories.an_office("Ailleurs", timezone=timezone, region=region)
    role = a_draft(factories.a_person("Nora Roy", recruiter=office), opens_on=day)
    midnight = datetime.fromisoformat(begins)
    assert scheduling.open_due(midnight - timedelta(seconds=1)) == 0
    assert role.state == "draft"
    assert scheduling.open_due(midnight) == 1
    assert (role.state, role.opened_at, role.opens_on) == ("open", midnight, None)
    assert scheduling.open_due(midnight + DAY) == 0


@pytest.mark.parametrize("state", ["open", "paused"])
def test_a_role_closes_when_its_last_day_is_over(cast, state):
    role = factories.a_role(cast.rita, state=state, closes_on=date(2026, 12, 1))
    assert scheduling.close_due(datetime(2026, 12, 2, 4, 59, 59, tzinfo=UTC)) == 0
    assert scheduling.close_due(datetime(2026, 12, 2, 5, tzinfo=UTC)) == 1
    assert role.state == "closed"
    assert kinds(role) == ["closed"]
    assert heard(cast.rita) == ["closed"], "it closed without her"


def test_what_owes_a_text_stays_a_draft_and_its_recruiter_is_told_once(cast):
    role = a_draft(cast.rita, opens_on=date(2026, 12, 1), body_fr="")
    assert scheduling.open_due(NOON) == 0
    assert scheduling.open_due(NOON + DAY) == 0
    assert (role.state, role.opens_on) == ("draft", None)
    assert heard(cast.rita) == ["not_opened"]


def test_a_role_whose_last_day_is_over_does_not_open_after_all(cast):
    role = a_draft(cast.rita, opens_on=date(2026, 11, 20), closes_on=date(2026, 11, 25))
    assert scheduling.open_due(NOON) == 0
    assert role.state == "draft"


def test_publishing_by_hand_and_reopening_leave_no_old_day(cast):
    role = a_draft(cast.rita, opens_on=date(2026, 12, 24), closes_on=date(2026, 12, 31))
    lifecycle.change_state(role, "publish", version=1, by=cast.rita, now=NOON)
    assert (role.opens_on, role.closes_on) == (None, date(2026, 12, 31))
    scheduling.close_due(NOON + 40 * DAY)
    lifecycle.change_state(role, "reopen", version=role.version, by=cast.rita, now=NOON + 41 * DAY)
    assert role.closes_on is None
    assert scheduling.close_due(NOON + 42 * DAY) == 0


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (date(2026, 12, 1), None),
        (date(2026, 11, 1), None),
        (None, date(2026, 11, 30)),
        (date(2026, 12, 24), date(2026, 12, 23)),
    ],
)
def test_days_that_make_no_sense_are_refused(cast, opens, closes):
    values = {"opens_on": opens, "closes_on": closes}
    role = a_draft(cast.rita)
    with pytest.raises(Refused):
        editing.edit_opportunity(role, values, version=1, by=cast.rita, now=NOON)
    scheduling.check_days(date(2026, 12, 24), date(2026, 12, 24), cast.quebec, now=NOON)


def test_a_role_with_a_day_owes_its_texts_now(cast):
    role = a_draft(cast.rita, body_fr="")
    with pytest.raises(Refused, match="français"):
        editing.edit_opportunity(role, {"opens_on": date(2026, 12, 24)}, version=1, by=cast.rita, now=NOON)


def test_the_form_keeps_the_days_and_shows_what_is_wrong_with_them(cast, client_for):
    rita, role = client_for(cast.rita), a_draft(cast.rita)
    page = rita.get(f"/opportunities/{role.id}/edit").text
    assert 'name="opens_on"' in page
    form = {
        "title_fr": "Courtière",
        "summary_fr": "Un mot",
        "body_fr": "Un texte",
        "version": "1",
        "office_id": cast.quebec.id,
    }
    form |= {
        "recruiter_id": cast.rita.id,
        "field": "wealth",
        "kind": "employee",
        "remote": "onsite",
        "work_languages": "fr",
    }
    form |= {"pay_period": "year", "closes_on": "2099-12-31"}
    wrong = rita.post(f"/opportunities/{role.id}/edit", data=form | {"opens_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "doit être à venir" in wrong.text
    assert 'value="2020-01-01"' in wrong.text
    assert rita.post(f"/opportunities/{role.id}/edit", data=form | {"opens_on": "demain"}).status_code == 422
    assert rita.post(f"/opportunities/{role.id}/edit", data=form | {"opens_on": "2099-12-24"}).status_code == 303
    db.session.refresh(role)
    assert (role.opens_on, role.closes_on) == (date(2099, 12, 24), date(2099, 12, 31))
    assert "24 décembre 2099" in rita.get(f"/opportunities/{role.id}").text.replace("\u00a0", " ")


def test_two_workers_open_a_role_once_and_a_killed_one_loses_nothing(committed):
    cast = people.gather()
    role = a_draft(cast.rita, opens_on=date(2026, 12, 1))
    assert killed_after(lambda: scheduling.open_due(NOON)) == 1
    assert sorted(at_once(committed, lambda: scheduling.open_due(NOON))) == [0, 1]
    assert kinds(role) == ["published"]


def test_whoever_saved_a_role_is_told_that_it_closes_once_for_each_day(cast):
    role = factories.a_role(cast.rita, closes_on=date(2026, 12, 4))
    roles.save_role(role.id, by=cast.alice, now=NOON)
    assert scheduling.warn_followers(datetime(2026, 12, 1, 11, 59, tzinfo=UTC)) == 0, "not before seven o’clock"
    assert scheduling.warn_followers(NOON) == 1
    assert scheduling.warn_followers(NOON + DAY) == 0
    assert heard(cast.alice) == ["closing_soon"]
    assert heard(cast.bruno) == []
    role.closes_on = date(2026, 12, 5)
    assert scheduling.warn_followers(NOON + DAY) == 1


def test_after_45_days_a_line_in_my_day_asks_and_yes_keeps_it_quiet_as_long(cast, client_for):
    now = utcnow()
    role = factories.a_role(cast.rita, opened_at=now - scheduling.STALE)
    fresh = factories.a_role(cast.rita, opened_at=now - 44 * DAY)
    factories.a_role(cast.rita, opened_at=now - 90 * DAY, closes_on=(now + 9 * DAY).date())

    def asked(at) -> list[int]:
        return [item.id for item in queries.list_items(cast.rita, "fr", at) if item.kind == "stale"]

    assert asked(now) == [role.id]
    rita = client_for(cast.rita)
    assert "Ce poste est-il toujours ouvert" in rita.get("/referrals/day").text
    for _click in range(2):
        assert rita.post(f"/opportunities/{role.id}/still-open", data={"answer": "yes"}).status_code == 303
    assert kinds(role).count("confirmed") == 1
    assert asked(now) == []
    assert asked(now + 2 * DAY) == [fresh.id]
    assert role.id in asked(now + scheduling.STALE + DAY)
    form = {"answer": "close", "version": role.version}
    assert rita.post(f"/opportunities/{role.id}/still-open", data=form).status_code == 303
    assert db.session.get(Opportunity, role.id).state == "closed"


def test_a_draft_that_opens_by_itself_is_not_to_be_completed(cast):
    a_draft(cast.rita, opens_on=date(2099, 1, 1))
    waiting = a_draft(cast.rita)
    assert [item.id for item in queries.list_items(cast.rita, "fr", utcnow())] == [waiting.id]
