"""Administrators decide what stages are called, within how many days they bring news, and what referrers see."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portal.core.db import db
from portal.live.models import Signal
from portal.referrals.stages import deadlines, settings
from tests import factories
from tests.support.statements import counted

ADDRESS = "/admin/stages"
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)


def fields(client) -> dict[str, str]:
    """The form as a browser would send it back."""
    page = client.get(ADDRESS).text
    typed = dict(re.findall(r'<input class="input"[^>]*? name="([\w-]+)"[^>]*? value="([^"]*)"', page))
    typed |= dict.fromkeys(re.findall(r'<select[^>]*? name="([\w-]+)"', page), "full")
    chosen = re.findall(r'<select[^>]*? name="([\w-]+)".*?<option selected value="(\w+)"', page, re.DOTALL)
    return typed | dict(chosen) | {"mark": re.search(r'name="mark"[^>]* value="([^"]*)"', page)[1]}


def save(client, **changes):
    return client.post(ADDRESS, data=fields(client) | {name.replace("__", "-"): v for name, v in changes.items()})


def test_a_new_name_is_read_everywhere_in_its_language(cast, client_for):
    factories.a_referral(cast.alice, stage="interview")
    ada = client_for(cast.ada)
    assert save(ada, interview__label_fr="Rencontre", interview__label_en="Meeting").status_code == 303
    assert "Rencontre" in client_for(cast.alice).get("/referrals").text
    assert "Rencontre" in client_for(cast.rita).get("/referrals/board").text
    assert "Meeting" in client_for(cast.ada).get("/referrals/board?lang=en").text
    save(ada, interview__label_fr="", interview__label_en="")
    assert "Entrevue" in client_for(cast.rita).get("/referrals/board").text


def test_a_new_delay_counts_every_open_referral_again_and_tells_the_screens(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="interview", created_at=FRIDAY, last_news_at=FRIDAY)
    deadlines.count_again([cast.quebec], now=FRIDAY)
    db.session.commit()
    db.session.refresh(referral)
    assert referral.news_due_at.date().isoformat() == "2026-12-04"
    client = client_for(cast.ada)
    db.session.execute(db.delete(Signal))
    db.session.commit()
    assert save(client, interview__news_days="3").status_code == 303
    db.session.refresh(referral)
    assert referral.news_due_at.date().isoformat() == "2026-11-25"
    assert ("stages", "all") in set(db.session.execute(select(Signal.topic, Signal.audience)).all())
    assert "25\u00a0novembre 2026" in client_for(cast.alice).get(f"/referrals/{referral.id}").text


@pytest.mark.parametrize("days", ["0", "61", "", "-3", "2.5", "mille", "9" * 40])
def test_a_delay_out_of_reach_is_refused_in_place(cast, client_for, days):
    answer = save(client_for(cast.ada), interview__news_days=days, interview__label_fr="Gardé")
    assert answer.status_code == 422
    assert "Gardé" in answer.text
    assert settings.read_rules()["interview"].news_days == 10


def test_an_unknown_policy_is_refused(cast, client_for):
    assert save(client_for(cast.ada), offer__shared="everything").status_code == 422


def test_two_who_change_them_at_once_lose_nothing(cast, client_for):
    first, second = client_for(cast.ada), client_for(cast.ada)
    old = fields(second)
    save(first, offer__label_fr="Proposition")
    answer = second.post(ADDRESS, data=old | {"hired-label_fr": "Engagée"})
    assert answer.status_code == 409
    assert "Engagée" in answer.text
    again = dict(re.findall(r'name="(mark)"[^>]* value="([^"]*)"', answer.text))
    assert second.post(ADDRESS, data=old | again | {"hired-label_fr": "Engagée"}).status_code == 303


def test_saving_what_holds_already_changes_nothing(cast, client_for):
    before = settings.rules_version()
    assert save(client_for(cast.ada)).status_code == 303
    assert settings.rules_version() == before


def test_pages_pay_nothing_for_it(cast, client_for):
    factories.a_referral(cast.alice, stage="interview")
    alice = client_for(cast.alice)
    alice.get("/referrals")
    with counted() as before:
        alice.get("/referrals")
    save(client_for(cast.ada), interview__label_fr="Rencontre")
    alice.get("/referrals")
    with counted() as after:
        assert "Rencontre" in alice.get("/referrals").text
    assert len(after) == len(before)
