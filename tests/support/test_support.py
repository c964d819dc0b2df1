"""The ground of the tests keeps its own promises."""

from __future__ import annotations

import smtplib
import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Membership, User
from portal.core.db import db, unit_of_work
from tests import factories, people
from tests.support import databases
from tests.support.patience import at_most


def persons() -> int:
    return db.session.scalar(select(func.count()).select_from(User))


def test_what_a_test_commits_is_gone_afterwards(apps, database):
    with databases.rolled_back(apps.on(database)):
        before = persons()
        people.gather()
        with unit_of_work():
            factories.a_person("Zoé Roy")
        assert persons() == before + 7
    with databases.rolled_back(apps.on(database)):
        assert persons() == before == 0


def test_what_a_test_rolls_back_leaves_what_it_committed(app, cast):
    db.session.add(User(email="x@example.com", name="X", created_at=cast.alice.created_at))
    db.session.flush()
    db.session.rollback()
    assert persons() == 6


def test_the_databases_refuse_what_has_no_parent(app):
    db.session.add(Membership(user_id=999, office_id=999, role="producer"))
    with pytest.raises(IntegrityError):
        db.session.commit()


def test_real_commits_are_seen_by_other_connections_and_removed(apps, database):
    seen = []
    with databases.emptied_after(apps.on(database)) as app:
        people.gather()

        def look() -> None:
            with app.app_context():
                seen.append(persons())

        other = threading.Thread(target=look)
        other.start()
        other.join()
    with databases.rolled_back(app):
        assert (seen, persons()) == ([6], 0)


def test_a_client_for_someone_is_signed_in_and_a_stranger_is_not(cast, client, client_for):
    assert client.get("/me").status_code == 302
    page = client_for(cast.alice).get("/me")
    assert page.status_code == 200
    assert "Alice Côté" in page.text


def test_two_clients_are_two_people(cast, client_for):
    alice, ada = client_for(cast.alice), client_for(cast.ada)
    assert "Alice Côté" in alice.get("/me").text
    assert "Ada Nguyen" in ada.get("/me").text
    assert "Alice Côté" in alice.get("/me").text


def test_a_change_needs_the_token_of_the_page(cast, client_for):
    alice = client_for(cast.alice)
    assert alice.post("/sign-out", csrf=False).status_code == 400
    assert alice.get("/me").status_code == 200
    assert alice.post("/sign-out").status_code == 303
    assert alice.get("/me").status_code == 302


def test_every_thing_of_the_factories_is_accepted_by_both_databases(cast):
    role = factories.a_role(cast.rita)
    referral = factories.a_referral(cast.alice, role, stage="interview")
    general = factories.a_referral(cast.bruno)
    assert (referral.office_id, referral.recruiter_id) == (cast.quebec.id, cast.rita.id)
    assert (general.office_id, general.opened_at) == (cast.montreal.id, None)


def test_a_test_that_hangs_fails_with_its_name_and_where_every_thread_stood(capfd):
    told = threading.Event()
    waits = threading.Thread(target=told.wait, name="waits too")
    waits.start()
    try:
        with pytest.raises(pytest.fail.Exception, match="this one did not end"), at_most(0.2, "this one"):
            threading.Event().wait()
    finally:
        told.set()
        waits.join()
    assert capfd.readouterr().err.count("hread 0x") >= 2


def test_the_post_office_keeps_letters(post_office, mailbox):
    with smtplib.SMTP(post_office.host, post_office.port) as post:
        post.sendmail("a@example.com", ["b@example.com"], "Subject: Bonjour\n\nÀ bientôt".encode())
    assert mailbox[0]["Subject"] == "Bonjour"
    assert mailbox[0]["X-Envelope-To"] == "b@example.com"
