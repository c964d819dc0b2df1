"""New roles reach the producers whom they fit: once, in the morning of their office, or at once when urgent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.activity.models import Entry
from portal.core.business_days import latest_hour
from portal.core.db import db, unit_of_work, utcnow
from portal.jobs import queue
from portal.mail.outbox import OutgoingLetter, composer_of
from portal.notifications import preferences
from portal.notifications.models import Notice
from portal.opportunities import lifecycle
from portal.opportunities.announcements import announcing
from portal.producers.models import Profile
from tests import factories, people
from tests.opportunities.two_workers import at_once, killed_after

MONDAY = datetime(2026, 11, 30, 18, tzinfo=UTC)
"""One o’clock in the afternoon in Québec."""
MORNING = datetime(2026, 12, 1, 12, tzinfo=UTC)
"""Seven o’clock there, the next day."""


def a_new_role(recruiter, **columns):
    role = factories.a_role(recruiter, state="draft", announced_at=None, **columns)
    lifecycle.change_state(role, "publish", version=role.version, by=recruiter, now=MONDAY)
    db.session.commit()
    return role


def heard(kind: str = "opportunities.announced") -> list[int]:
    return sorted(db.session.scalars(select(Notice.user_id).join(Entry).where(Entry.kind == kind)))


def test_a_new_role_is_announced_in_the_morning_of_its_office_once(cast):
    a_new_role(cast.rita)
    announcing.announce_new_roles(MONDAY + timedelta(hours=3))
    announcing.announce_new_roles(MORNING - timedelta(seconds=1))
    assert heard() == []
    assert announcing.announce_new_roles(MORNING) == 1
    assert announcing.announce_new_roles(MORNING + timedelta(days=1)) == 0
    assert heard() == [cast.alice.id], "neither Bruno of Montréal, nor a recruiter, nor a manager"


def test_it_is_morning_where_the_office_is(cast):
    paris = factories.an_office("Paris", region="FR-IDF", timezone="Europe/Paris")
    recruiter = factories.a_person("Solène Lefèvre", recruiter=paris)
    producer = factories.a_person("Anaïs Morel", producer=paris)
    a_new_role(recruiter)
    assert announcing.announce_new_roles(datetime(2026, 12, 1, 5, 59, tzinfo=UTC)) == 0
    assert announcing.announce_new_roles(datetime(2026, 12, 1, 6, tzinfo=UTC)) == 1
    assert heard() == [producer.id], "who has said no field hears of every role of the office"


def test_a_role_of_another_field_is_not_for_them(cast):
    a_new_role(cast.rita, field="mortgage")
    announcing.announce_new_roles(MORNING)
    assert heard() == []


def test_who_may_not_sign_in_or_produces_no_more_hears_nothing(cast):
    gone = factories.a_person("Léo Roy", producer=cast.quebec, disabled_at=utcnow())
    db.session.add(Profile(user_id=gone.id, office_id=cast.quebec.id, fields=["insurance"]))
    db.session.commit()
    a_new_role(cast.rita)
    announcing.announce_new_roles(MORNING)
    assert heard() == [cast.alice.id]


def test_what_has_closed_before_the_morning_is_not_announced(cast):
    role = a_new_role(cast.rita)
    lifecycle.change_state(role, "pause", version=role.version, by=cast.rita, now=MONDAY)
    assert announcing.announce_new_roles(MORNING) == 0


def test_a_role_that_is_open_for_long_is_no_news(cast):
    role = a_new_role(cast.rita)
    assert announcing.announce_new_roles(MONDAY + announcing.OLD + timedelta(hours=1)) == 0
    assert heard() == []
    assert role.announced_at is not None


def test_an_urgent_role_is_announced_at_once_and_not_again(cast, client_for):
    role = factories.a_role(cast.rita, state="draft")
    form = {"change": "publish", "version": role.version, "urgent": "yes"}
    assert client_for(cast.rita).post(f"/opportunities/{role.id}/publication", data=form).status_code == 303
    assert heard("opportunities.announced_at_once") == [cast.alice.id]
    assert announcing.announce_new_roles(utcnow() + timedelta(days=1)) == 0
    assert heard() == []


def test_reopening_is_no_new_role(cast):
    role = a_new_role(cast.rita)
    announcing.announce_new_roles(MORNING)
    for change in ("pause", "reopen"):
        lifecycle.change_state(role, change, version=role.version, by=cast.rita, now=MORNING, urgent=True)
    assert announcing.announce_new_roles(MORNING + timedelta(days=1)) == 0
    assert heard() == [cast.alice.id]


@pytest.mark.parametrize(
    ("how", "urgent", "leaves"),
    [("daily", False, "daily"), ("daily", True, "now"), ("weekly", True, "now"), ("none", True, None)],
)
def test_it_is_mailed_as_each_person_wants_it(cast, how, urgent, leaves):
    preferences.save_preferences(cast.alice.id, preferences.read_preferences(cast.alice.id) | {"roles": how}, (0, 0))
    role = factories.a_role(cast.rita, state="draft", announced_at=None)
    now = utcnow()
    lifecycle.change_state(role, "publish", version=role.version, by=cast.rita, now=now, urgent=urgent)
    announcing.announce_role(role, by=None, now=now)
    db.session.commit()
    for job in db.session.scalars(select(queue.Job).where(queue.Job.done_at.is_(None))).all():
        queue._handlers[job.kind](job.payload)
    rows = db.session.scalars(select(OutgoingLetter)).all()
    assert [row.facts["how"] for row in rows] == ([leaves] if leaves else [])
    for row in rows:
        assert role.title_fr in composer_of(row.letter)(cast.alice.id, row.facts).text.replace("\n  ", " ").replace(
            "\n", " "
        )


def test_two_workers_announce_a_role_once(committed):
    cast = people.gather()
    a_new_role(cast.rita)
    assert sorted(at_once(committed, lambda: announcing.announce_new_roles(MORNING))) == [0, 1]
    assert heard() == [cast.alice.id]


def test_what_a_killed_worker_began_is_announced_at_the_next_turn(committed):
    cast = people.gather()
    a_new_role(cast.rita)
    assert killed_after(lambda: announcing.announce_new_roles(MORNING)) == 1
    assert heard() == []
    with unit_of_work():
        assert announcing.announce_new_roles(MORNING + timedelta(minutes=5)) == 1
    assert heard() == [cast.alice.id]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-08T10:59Z", "2026-03-07T12:00Z"),  # the night in which Québec’s clocks go forward
        ("2026-03-08T11:00Z", "2026-03-08T11:00Z"),
        ("2026-11-01T11:59Z", "2026-10-31T11:00Z"),  # and back
        ("2026-11-01T12:00Z", "2026-11-01T12:00Z"),
    ],
)
def test_seven_o_clock_is_seven_o_clock_in_summer_and_winter(now, then):
    assert latest_hour(7, "America/Toronto", datetime.fromisoformat(now)) == datetime.fromisoformat(then)
