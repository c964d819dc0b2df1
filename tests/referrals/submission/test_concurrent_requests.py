"""Two requests of one person at the same moment don't both find room for one, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portal.core.db import db, utcnow
from portal.notifications import preferences
from portal.referrals.duplicates.models import SecondMention
from portal.referrals.record.models import Referral, ReferralDraft, StageMove
from tests import factories, people
from tests.referrals.submission.answers import typed
from tests.support.sessions import sign_in

AT_ONCE = 4


@pytest.fixture
def cast(committed) -> people.Cast:
    """The cast, in a database with real commits."""
    return people.gather()


def together(deeds: list[Callable]) -> list[int]:
    """Do all of them at the same moment; the status of each answer."""
    start, found = Barrier(len(deeds)), []

    def do(deed: Callable) -> None:
        start.wait()
        found.append(deed().status_code)

    threads = [Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return sorted(found)


def tabs_of(committed, person) -> list:
    """Several tabs of one person."""
    clients = [sign_in(committed.test_client(), person) for _tab in range(AT_ONCE)]
    for client in clients:
        client.token()
    return clients


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_limit_of_a_week_holds(committed, cast, monkeypatch):
    monkeypatch.setitem(committed.config, "SETTINGS", replace(committed.config["SETTINGS"], weekly_limit=2))
    factories.a_referral(cast.alice, created_at=utcnow())
    forms = [
        typed(office=str(cast.quebec.id), email=f"{number}@exemple.example.com", name=f"Personne {number}")
        for number in range(AT_ONCE)
    ]
    deeds = [
        lambda c=client, f=form: c.post("/referrals/new", data=f)
        for client, form in zip(tabs_of(committed, cast.alice), forms, strict=True)
    ]
    assert together(deeds) == [303, 422, 422, 422]
    assert count(Referral) == 2


def test_of_several_who_name_the_same_person_at_once_one_was_first(committed, cast):
    producers = [cast.alice, cast.bruno, *(factories.a_person(f"Zoé {n}", producer=cast.quebec) for n in "AB")]
    form = {"office": str(cast.quebec.id), "email": "la.meme@exemple.example.com", "phone": ""}
    clients = [sign_in(committed.test_client(), person) for person in producers]
    forms = [typed(**form, deed_key=f"a-key-of-its-own-{number}") for number in range(len(clients))]
    for client in clients:
        client.token()
    pairs = zip(clients, forms, strict=True)
    deeds = [lambda c=client, f=told: c.post("/referrals/new", data=f) for client, told in pairs]
    assert set(together(deeds)) <= {200, 303}
    assert (count(Referral), count(SecondMention)) == (1, len(producers) - 1)


def test_a_double_click_is_not_refused_for_what_the_first_one_did(committed, cast, monkeypatch):
    monkeypatch.setitem(committed.config, "SETTINGS", replace(committed.config["SETTINGS"], weekly_limit=1))
    form = typed(office=str(cast.quebec.id))
    deeds = [lambda c=client: c.post("/referrals/new", data=form) for client in tabs_of(committed, cast.alice)]
    assert together(deeds) == [303] * AT_ONCE
    assert count(Referral) == 1

    number = db.session.scalars(select(Referral.id)).one()
    thanks = {"thanks": "Merci !", "deed_key": "a-key-that-nobody-guesses"}
    deeds = [
        lambda c=client: c.post(f"/referrals/{number}/thanks", data=thanks) for client in tabs_of(committed, cast.rita)
    ]
    assert together(deeds) == [303] * AT_ONCE
    assert db.session.scalars(select(StageMove.note).where(StageMove.gesture == "thanks")).all() == ["Merci !"]


def test_a_form_that_saves_itself_twice_is_one_draft(committed, cast):
    form = typed()
    together([lambda c=client: c.post("/referrals/drafts", data=form) for client in tabs_of(committed, cast.alice)])
    assert count(ReferralDraft) == 1


def test_a_form_that_saves_itself_while_it_is_sent_leaves_no_draft(committed, cast):
    form = typed(office=str(cast.quebec.id))
    tabs = tabs_of(committed, cast.alice)
    deeds = [lambda c=client: c.post("/referrals/drafts", data=form) for client in tabs[1:]]
    together([lambda: tabs[0].post("/referrals/new", data=form), *deeds])
    assert (count(Referral), count(ReferralDraft)) == (1, 0)


def test_a_mail_program_that_unsubscribes_twice_is_answered_twice(committed, cast):
    path, client = preferences.unsubscribe_path(cast.alice.id), committed.test_client
    assert together([lambda: client().post(path, csrf=False) for _try in range(AT_ONCE)]) == [200] * AT_ONCE
    assert set(preferences.read_preferences(cast.alice.id).values()) == {"none"}
