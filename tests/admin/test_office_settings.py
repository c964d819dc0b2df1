"""An office’s page: its promise for everybody there, its closed days, which managers keep."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.activity.models import Entry
from portal.core.business_days import public_holidays
from portal.core.db import db, utcnow
from portal.offices import calendars
from portal.referrals.status_updates import overdue_stats
from portal.referrals.status_updates.overdue_stats import OverdueDay
from tests import factories

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)


def late_and_calm(cast):
    """Rita holds two, of which one is late; nobody holds a third."""
    now = utcnow()
    factories.a_referral(cast.alice, stage="received", recruiter_id=cast.rita.id, news_due_at=now - timedelta(days=2))
    factories.a_referral(cast.alice, stage="received", recruiter_id=cast.rita.id, news_due_at=now + timedelta(days=2))
    factories.a_referral(cast.alice, news_due_at=now + timedelta(days=2))


@pytest.mark.parametrize("who", ["alice", "rita", "max", "ada"])
def test_everybody_of_the_office_reads_the_same_figures(cast, client_for, who):
    late_and_calm(cast)
    page = client_for(getattr(cast, who)).get(f"/offices/{cast.quebec.id}").text
    assert "1\u00a0sur 3 attend plus longtemps que promis" in page
    assert "Rita Gagnon" in page
    assert "33\u00a0%" in page
    rows = f"overdue=yes&amp;office={cast.quebec.id}"
    assert (rows in page) == (who != "alice"), "the rows are for those who may see them"


def test_another_office_does_not_even_see_it(cast, client_for):
    for person in (cast.bruno, cast.romain):
        assert client_for(person).get(f"/offices/{cast.quebec.id}").status_code == 404


def test_a_manager_closes_a_day_and_opens_it_again(cast, client_for):
    max_, year = client_for(cast.max), utcnow().year + 1
    day = date(year, 3, 2) if date(year, 3, 2).weekday() < 5 else date(year, 3, 4)
    form = {"day": day.isoformat(), "name": "Journée de formation"}
    address = f"/offices/{cast.quebec.id}/closed-days"
    assert max_.post(address, data=form).status_code == 303
    page = max_.get(f"/offices/{cast.quebec.id}").text
    assert "Journée de formation" in page
    assert "Journée de formation" in client_for(cast.alice).get(f"/offices/{cast.quebec.id}").text
    assert max_.post(address, data=form).status_code == 422, "closed already"
    closed = db.session.scalar(select(calendars.ClosedDay.id))
    assert max_.post(f"{address}/{closed}/removal").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(calendars.ClosedDay)) == 0


@pytest.fixture
def good_friday() -> date:
    """Of next year, when Quebec lets the employer choose between it and Easter Monday."""
    found = public_holidays("CA-QC", utcnow().year + 1)
    return next(day for day, name in found.items() if name == "Vendredi saint")


def test_a_manager_works_on_a_public_holiday_and_closes_again(cast, client_for, good_friday):
    max_, page = client_for(cast.max), f"/offices/{cast.quebec.id}"
    address = f"{page}/holidays/{good_friday.isoformat()}"
    assert not calendars.calendar_of(cast.quebec).is_open(good_friday)
    for _twice in range(2):
        assert max_.post(f"{address}/work").status_code == 303
    db.session.refresh(cast.quebec)
    assert calendars.calendar_of(cast.quebec).is_open(good_friday)
    assert not calendars.calendar_of(cast.montreal).is_open(good_friday)
    shown = max_.get(page).text
    assert (f"{address}/rest" in shown, f"{address}/work" in shown) == (True, False)
    assert "Vendredi saint · le bureau travaille" in client_for(cast.alice).get(page).text
    for _twice in range(2):
        assert max_.post(f"{address}/rest").status_code == 303
    db.session.refresh(cast.quebec)
    assert not calendars.calendar_of(cast.quebec).is_open(good_friday)
    changes = select(func.count()).where(Entry.kind == "offices.calendar_changed")
    assert db.session.scalar(changes) == 2, "what changed nothing is no news"


def test_a_worked_holiday_can_be_closed_with_a_name_of_ones_own(cast, client_for, good_friday):
    max_, page = client_for(cast.max), f"/offices/{cast.quebec.id}"
    max_.post(f"{page}/holidays/{good_friday.isoformat()}/work")
    form = {"day": good_friday.isoformat(), "name": "Inventaire"}
    assert max_.post(f"{page}/closed-days", data=form).status_code == 303
    assert "Inventaire" in max_.get(page).text
    db.session.refresh(cast.quebec)
    assert not calendars.calendar_of(cast.quebec).is_open(good_friday)


@pytest.mark.parametrize("day", ["2027-03-25", "1999-12-25", "9999-12-25"])
def test_a_day_that_is_no_holiday_near_by_is_refused(cast, client_for, day):
    assert client_for(cast.max).post(f"/offices/{cast.quebec.id}/holidays/{day}/work").status_code == 422


def test_who_does_not_run_the_office_changes_no_holiday(cast, client_for, good_friday):
    address = f"/offices/{cast.quebec.id}/holidays/{good_friday.isoformat()}/work"
    assert {client_for(one).post(address).status_code for one in (cast.alice, cast.rita, cast.romain)} == {403}
    for day in ("demain", "2027-02-30"):
        assert client_for(cast.max).post(f"/offices/{cast.quebec.id}/holidays/{day}/work").status_code == 404


def test_a_day_that_is_none_is_refused_in_place(cast, client_for):
    for day in ("", "demain", "2026-02-30", "1999-01-01"):
        answer = client_for(cast.max).post(
            f"/offices/{cast.quebec.id}/closed-days", data={"day": day, "name": "Mot gardé"}
        )
        assert answer.status_code == 422
        assert "Mot gardé" in answer.text


def test_public_holidays_of_its_region_are_shown_in_the_reader_s_language(cast, client_for):
    assert "Fête nationale du Québec" in client_for(cast.alice).get(f"/offices/{cast.quebec.id}").text
    assert "Jean Baptiste" in client_for(cast.bruno).get(f"/offices/{cast.montreal.id}").text


def test_a_day_is_kept_once_however_often_it_is_counted(cast):
    late_and_calm(cast)
    for hour in range(3):
        overdue_stats.record_day(NOW + timedelta(hours=hour))
    rows = db.session.execute(select(OverdueDay.recruiter_id, OverdueDay.open, OverdueDay.day)).all()
    assert sorted(rows, key=str) == sorted([(cast.rita.id, 2, NOW.date()), (None, 1, NOW.date())], key=str)
    overdue_stats.record_day(NOW + timedelta(days=1))
    assert db.session.scalar(select(func.count()).select_from(OverdueDay)) == 4


def test_the_day_is_that_of_the_office(cast):
    late_and_calm(cast)
    overdue_stats.record_day(datetime(2026, 11, 24, 3, tzinfo=UTC))
    assert set(db.session.scalars(select(OverdueDay.day))) == {date(2026, 11, 23)}


def test_quarters_are_the_mean_of_their_days(cast):
    for day, number, overdue in ((date(2026, 9, 29), 10, 1), (date(2026, 9, 30), 20, 3), (date(2026, 10, 1), 8, 0)):
        db.session.add(OverdueDay(office_id=cast.quebec.id, day=day, open=number, overdue=overdue))
    db.session.commit()
    fourth, third = overdue_stats.by_quarter(cast.quebec, date(2026, 11, 23))
    assert (fourth[:2], fourth[2].share) == ((2026, 4), 0)
    assert (third[:2], third[2].open, third[2].overdue) == ((2026, 3), 15, 2)


def test_each_recruiter_has_the_mean_of_the_days_on_which_they_held_something(cast, client_for):
    factories.a_referral(cast.alice, stage="received", recruiter_id=cast.rita.id)
    told = ((2, cast.rita.id, 10, 1), (3, cast.rita.id, 10, 5), (3, cast.max.id, 4, 4), (3, None, 1, 0))
    for day, recruiter, number, overdue in told:
        kept = OverdueDay(office_id=cast.quebec.id, recruiter_id=recruiter, day=date(2026, 11, day))
        kept.open, kept.overdue = number, overdue
        db.session.add(kept)
    db.session.commit()
    ((*_quarter, mean, each),) = overdue_stats.by_quarter(cast.quebec, date(2026, 11, 23))
    assert (mean.open, mean.overdue) == (12, 5)
    assert {one: (found.open, found.share) for one, found in each.items()} == {
        cast.rita.id: (10, 30),
        cast.max.id: (4, 100),
        None: (1, 0),
    }
    page = client_for(cast.alice).get(f"/offices/{cast.quebec.id}").text
    assert "Part de chaque recruteuse ou recruteur, trimestre par trimestre" in page
    assert "30\N{NO-BREAK SPACE}%" in page


def test_one_late_referral_of_a_thousand_is_not_rounded_away():
    assert overdue_stats.OverdueShare(1000, 1).share == 1
    assert overdue_stats.OverdueShare(0, 0).share == 0


def test_home_shows_the_line_with_its_table(cast, client_for):
    late_and_calm(cast)
    for back in range(5):
        overdue_stats.record_day(utcnow() - timedelta(days=back))
    db.session.commit()
    for person in (cast.alice, cast.rita, cast.max, cast.ada):
        page = client_for(person).get("/").text
        assert "1\u00a0sur 3 attend plus longtemps que promis" in page
        assert "sparkline__line" in page
        assert "Semaine par semaine" in page
