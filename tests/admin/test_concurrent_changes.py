"""Several who change the same setting at the same moment: none meets an error of ours, and nothing is kept twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.core.db import db, utcnow
from portal.message_templates.templates import TextTemplate
from portal.offices.calendars import ClosedDay
from tests import people
from tests.support.sessions import sign_in

MOST = 4


@pytest.fixture
def at_once(committed) -> Callable[..., list[int]]:
    """`at_once(who, address, **form)`: four browsers of `who` post the form together; the statuses in order."""

    def posted(who, address: str, **form) -> list[int]:
        browsers = [sign_in(committed.test_client(), who) for _each in range(MOST)]
        tokens = [browser.token() for browser in browsers]
        start, met = threading.Barrier(len(tokens)), []

        def post(browser) -> None:
            start.wait()
            met.append(browser.post(address, data=form).status_code)

        threads = [threading.Thread(target=post, args=(browser,)) for browser in browsers]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        db.session.rollback()
        return sorted(met)

    return posted


def many(model) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model))


def test_a_day_is_closed_once(at_once):
    cast = people.gather()
    day = utcnow().date() + timedelta(days=40)
    day += timedelta(days=2 if day.weekday() > 4 else 0)
    form = {"day": day.isoformat(), "name": "Grand ménage"}
    assert at_once(cast.max, f"/offices/{cast.quebec.id}/closed-days", **form) == [303, 422, 422, 422]
    assert many(ClosedDay) == 1


def test_the_rhythm_of_an_office_is_kept_once(at_once):
    cast = people.gather()
    form = {"asked": "now", "news": "weekly", "roles": "daily", "around": "none"}
    assert at_once(cast.ada, f"/admin/offices/{cast.quebec.id}/mail", **form) == [303] * MOST


def test_texts_are_offered_once(at_once):
    cast = people.gather()
    form = {"title": ["Un", "Deux", "Trois", ""], "text": ["Merci {referrer}", "Merci bien", "Merci encore", ""]}
    address = f"/offices/{cast.quebec.id}/texts/thanks?language=fr"
    assert at_once(cast.max, address, **form) == [303] * MOST
    assert many(TextTemplate) == 3


def test_the_last_choice_of_ones_own_wins_in_however_many_windows(at_once):
    cast = people.gather()
    assert at_once(cast.alice, "/me/theme", theme="dark") == [303] * MOST
    db.session.refresh(cast.alice)
    assert cast.alice.theme == "dark"
    mine = {"name": "Alice Côté", "title": "Cheffe", "language": "fr", "timezone": "America/Toronto", "theme": "light"}
    assert at_once(cast.alice, "/me", **mine) == [303] * MOST
    db.session.refresh(cast.alice)
    assert (cast.alice.title, cast.alice.theme) == ("Cheffe", "light")


def test_one_address_is_corrected_once(at_once):
    cast = people.gather()
    names = ("name", "title", "phone", "language", "timezone", "version")
    form = {name: str(getattr(cast.alice, name)) for name in names} | {"email": "alice.c@relais.example.com"}
    assert at_once(cast.ada, f"/admin/people/{cast.alice.id}", **form) == [303, 409, 409, 409]
