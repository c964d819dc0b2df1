"""The first day of work: said when somebody is hired, shown on the page, told to the referrer on that day, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.notifications.models import Notice
from portal.privacy import erasure
from portal.referrals.status_updates.first_days import tell_beginnings
from tests import factories
from tests.referrals.board.moves import history, send

DAY = date(2026, 12, 7)
BEFORE, MORNING, EVENING, AFTER = (
    datetime(2026, 12, day, hour, tzinfo=UTC) for day, hour in ((7, 12), (7, 13), (8, 4), (8, 6))
)
"""In Québec: the day at 7 and at 8 in the morning, at 23; the day after at 1."""


@pytest.fixture
def hired(cast):
    candidate = factories.a_candidate("Nathalie Ouimet")
    return factories.a_referral(
        cast.alice, stage="hired", candidate=candidate, begins_on=DAY, closed_at=utcnow(), recruiter_id=cast.rita.id
    )


def notices_of(person) -> list[str]:
    mine = db.select(Entry.kind).join(Notice, Notice.entry_id == Entry.id).where(Notice.user_id == person.id)
    return list(db.session.scalars(mine))


def test_the_box_of_hired_takes_a_day_and_the_pages_show_it(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="offer", recruiter_id=cast.rita.id)
    rita = client_for(cast.rita)
    asked = send(rita, referral, "hired", begins_on="2026-12-07")
    assert asked.status_code == 422
    assert 'name="begins_on" value="2026-12-07"' in asked.text
    assert 'name="begins_on"' not in send(rita, referral, "not_selected").text
    done = send(rita, referral, "hired", note="Bravo et merci.", begins_on="2026-12-07", told="1")
    assert done.status_code == 200
    db.session.refresh(referral)
    assert (referral.stage, referral.begins_on) == ("hired", DAY)
    for person in (cast.rita, cast.alice):
        page = client_for(person).get(f"/referrals/{referral.id}").text
        assert "Premier jour de travail" in page
        assert "7\xa0décembre\xa02026" in page or "7\xa0décembre 2026" in page


@pytest.mark.parametrize("typed", ["2026-02-30", "demain"])
def test_a_day_that_is_none_comes_back_and_nobody_is_hired(cast, client_for, typed):
    referral = factories.a_referral(cast.alice, stage="offer")
    answer = send(client_for(cast.rita), referral, "hired", note="Bravo.", begins_on=typed, told="1")
    assert (answer.status_code, f'value="{typed}"' in answer.text) == (422, True)
    db.session.refresh(referral)
    assert referral.stage == "offer"


def test_without_a_day_nothing_is_shown_or_told(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="offer")
    send(client_for(cast.rita), referral, "hired", note="Bravo.", told="1")
    db.session.refresh(referral)
    assert (referral.stage, referral.begins_on, tell_beginnings(MORNING)) == ("hired", None, 0)
    assert "Premier jour" not in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_the_referrer_hears_it_that_morning_in_the_office_and_exactly_once(cast, client_for, hired):
    assert tell_beginnings(BEFORE) == 0
    assert [tell_beginnings(now) for now in (MORNING, MORNING + timedelta(minutes=5), EVENING, AFTER)] == [1, 0, 0, 0]
    db.session.commit()
    assert notices_of(cast.alice) == ["referrals.begins"]
    assert [line.gesture for line in history(hired)] == ["begins"]
    page = client_for(cast.alice).get(f"/referrals/{hired.id}").text
    assert "Cette personne commence aujourd’hui." in page


@pytest.mark.parametrize(("zone", "hour", "told"), [("Europe/Paris", 6, 0), ("Europe/Paris", 7, 1), ("UTC", 8, 1)])
def test_the_day_is_that_of_the_office(cast, hired, zone, hour, told):
    hired.office.timezone = zone
    assert tell_beginnings(datetime(2026, 12, 7, hour, tzinfo=UTC)) == told


def test_nobody_hears_of_it_late_after_another_end_or_after_an_erasure(cast, hired):
    assert tell_beginnings(AFTER) == 0
    other = factories.a_referral(cast.alice, stage="withdrawn", begins_on=DAY, closed_at=utcnow())
    assert other.begins_on == DAY
    erasure.erase_candidate(hired.candidate, why="asked", now=utcnow())
    assert tell_beginnings(MORNING) == 0
