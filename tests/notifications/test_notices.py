"""Notices: whom they reach, what they lead to, read and unread."""

from __future__ import annotations

import pytest

from portal.activity.log import record
from portal.core.db import db, utcnow
from portal.live.models import Signal
from portal.notifications import notices
from portal.notifications.models import Notice
from portal.referrals.stages.events import MOVED
from tests import factories


@pytest.fixture
def moved(cast):
    """Rita moved a referral of Alice's."""
    referral = factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="contacted")
    record(MOVED, referral, by=cast.rita, now=utcnow(), **{"from": "received", "to": "contacted"})
    db.session.commit()
    return referral


def test_the_referrer_hears_of_it_and_who_did_it_does_not(cast, moved):
    assert notices.unread_count(cast.alice.id) == 1
    assert notices.unread_count(cast.rita.id) == 0
    assert notices.unread_count(cast.bruno.id) == 0


def test_the_bell_rings_for_the_one_who_hears(cast, moved):
    rung = db.session.scalars(db.select(Signal.audience).where(Signal.topic == "bell")).all()
    assert set(rung) == {f"user:{cast.alice.id}"}


def test_the_count_is_on_every_page_and_in_the_bell(cast, client_for, moved):
    alice = client_for(cast.alice)
    assert 'class="bell__count" aria-hidden="true">1<' in alice.get("/me").text
    assert ">1<" in alice.get("/notifications/bell", htmx=True).text


def test_a_notice_is_told_in_the_reader_s_language(cast, client_for, moved):
    alice = client_for(cast.alice)
    assert "Contact établi" in alice.get("/notifications").text
    assert "Contacted" in alice.get("/notifications?lang=en").text


def test_opening_a_notice_reads_it_and_leads_to_what_it_is_about(cast, client_for, moved):
    alice = client_for(cast.alice)
    notice = db.session.scalars(db.select(Notice)).one()
    answer = alice.post(f"/notifications/{notice.id}")
    assert answer.status_code == 303
    assert answer.location == f"/referrals/{moved.id}"
    assert notices.unread_count(cast.alice.id) == 0


def test_a_notice_of_another_person_does_not_exist(cast, client_for, moved):
    notice = db.session.scalars(db.select(Notice)).one()
    assert client_for(cast.rita).post(f"/notifications/{notice.id}").status_code == 404
    assert notices.unread_count(cast.alice.id) == 1


def test_all_are_read_at_once(cast, client_for, moved):
    alice = client_for(cast.alice)
    assert alice.post("/notifications/read").status_code == 303
    assert notices.unread_count(cast.alice.id) == 0
    assert "is-read" in alice.get("/notifications").text


def test_the_list_says_so_when_there_is_nothing(cast, client_for):
    assert 'class="empty"' in client_for(cast.bruno).get("/notifications").text
