"""Letters of the tests, and the ways to have them carried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core.db import db, unit_of_work, utcnow
from portal.mail import delivery, outbox
from portal.mail.outbox import OutgoingLetter
from portal.mail.smtp import Carrier, ServerAway
from tests.mail import postman

START = utcnow()


@pytest.fixture(autouse=True)
def test_letter(monkeypatch):
    """The letter `a test` is known as long as the test runs."""
    monkeypatch.setattr(outbox, "_composers", dict(outbox._composers))
    monkeypatch.setattr(outbox, "_examples", dict(outbox._examples))
    postman.know_the_letter()


@pytest.fixture
def post() -> Callable[..., None]:
    """`post(7, to=3, …)`: queue the letter number 7 for the recipient 3, a candidate who does not exist."""

    def posted(n: int, to: int = 0, **more) -> None:
        with unit_of_work():
            outbox.post_letter("a test", to=f"candidate:{to or n}", key=f"test-{n}", now=START, n=n, **more)

    return posted


@pytest.fixture
def carrier_to(committed) -> Callable[..., Carrier]:
    """`carrier_to(office)`: the way to that post office."""
    return lambda office: Carrier(replace(committed.config["SETTINGS"], smtp_url=office.url))


def carry(carrier: Carrier, *, hours: float = 0.0) -> int:
    """Deliver whatever is due `hours` from the start; how many letters were looked at. An absent server ends it."""
    looked, now = 0, START + timedelta(seconds=1, hours=hours)
    try:
        while delivery.deliver_one(carrier, now):
            looked += 1
    except ServerAway:
        pass
    finally:
        carrier.leave()
    return looked


def rows() -> list[OutgoingLetter]:
    """The outbox, in the order of its letters."""
    db.session.rollback()
    return list(db.session.scalars(select(OutgoingLetter).order_by(OutgoingLetter.id)))


def state(row: OutgoingLetter) -> str:
    """What became of a letter."""
    named = (("sent", row.sent_at), ("parked", row.parked_at), ("cancelled", row.cancelled_at))
    return next((name for name, at in named if at), "waiting")
