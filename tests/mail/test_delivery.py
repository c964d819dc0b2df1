"""Each letter is sent or parked, none is lost; what one letter suffers is not the others' business."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.config import BadSetting, Settings
from portal.core.db import db, unit_of_work
from portal.mail import delivery, outbox, smtp
from portal.mail.outbox import Mail, NotYet
from portal.mail.smtp import Carrier, ServerAway
from tests.mail.conftest import START, carry, rows, state
from tests.support.network import free_port
from tests.support.post import PostOffice, open_office


@pytest.fixture
def carrier(carrier_to, post_office):
    return carrier_to(post_office)


def test_letters_leave_in_their_order_and_once(post, carrier, mailbox):
    for n in (1, 2, 3):
        post(n)
    assert carry(carrier) == 3
    assert [letter["Subject"] for letter in mailbox] == ["Numéro 1", "Numéro 2", "Numéro 3"]
    assert carry(carrier, hours=48) == 0
    assert {state(row) for row in rows()} == {"sent"}


def test_the_same_key_is_posted_once(post, carrier, mailbox):
    post(1)
    post(1)
    carry(carrier)
    assert len(mailbox) == 1


def test_a_letter_waits_for_its_time_and_goes_with_its_transaction(committed, carrier, mailbox):
    with unit_of_work():
        later = START + timedelta(hours=2)
        outbox.post_letter("a test", to="user:1", key="later", now=START, send_after=later, n=1)

    def fail():
        with unit_of_work():
            outbox.post_letter("a test", to="user:1", key="never", now=START, n=2)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert carry(carrier, hours=1) == 0
    assert carry(carrier, hours=3) == 1
    assert [letter["Subject"] for letter in mailbox] == ["Numéro 1"]


def test_a_letter_that_must_not_leave_any_more_is_cancelled(post, carrier, mailbox):
    post(1, gone=True)
    carry(carrier)
    assert [state(row) for row in rows()] == ["cancelled"]
    assert not mailbox


def test_a_letter_says_who_writes_when_and_how_to_stop_it(post, carrier, mailbox, monkeypatch):
    unsubscribe = "https://relais.example.com/unsubscribe/x"
    long = "Nouvelles de votre recommandation : « " + "très, très longue " * 12 + "» à Québec"
    words = Mail("e.cote@exemple.example.com", "Élodie “Côté”\r\nBcc: all", "fr", long, "é\n", "<p>é</p>", unsubscribe)
    monkeypatch.setitem(outbox._composers, "a test", lambda to, facts: words)
    post(1)
    carry(carrier)
    (letter,) = mailbox
    assert letter["Subject"] == long
    assert letter["From"] == "Relais <relais@localhost>"
    assert letter["To"].addresses[0].display_name == "Élodie “Côté” Bcc: all"
    assert letter["Bcc"] is None
    assert letter["X-Envelope-To"] == "e.cote@exemple.example.com"
    assert letter["Message-ID"] == rows()[0].message_id
    assert letter["List-Unsubscribe"] == f"<{unsubscribe}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"].datetime.tzinfo is not None
    assert letter.get_body(("plain",)).get_content().strip() == "é"
    assert letter.get_body(("html",)).get_content().strip() == "<p>é</p>"


def test_a_letter_that_may_not_leave_yet_rests_without_losing_a_try(post, carrier, mailbox, monkeypatch):
    def not_yet(_to, _facts):
        raise NotYet(START + timedelta(hours=2))

    post(1)
    compose = outbox.composer_of("a test")
    monkeypatch.setitem(outbox._composers, "a test", not_yet)
    assert carry(carrier) == 1
    assert (state(rows()[0]), rows()[0].tries) == ("waiting", 0)
    monkeypatch.setitem(outbox._composers, "a test", compose)
    assert carry(carrier, hours=1) == 0
    assert carry(carrier, hours=3) == 1


def test_an_answer_that_never_comes_is_a_try_and_the_letter_leaves_again(post, carrier_to, monkeypatch):
    monkeypatch.setattr(smtp, "PATIENCE", 0.5)
    post(1)
    with open_office() as office:
        office.patience = 2
        office.moods.append("hang")
        carry(carrier_to(office))
        assert [state(row) for row in rows()] == ["waiting"]
        carry(carrier_to(office), hours=1)
        assert [state(row) for row in rows()] == ["sent"]
        assert len({letter["Message-ID"] for letter in office.letters}) == 1


def test_an_address_with_accents_is_written_to_where_the_server_can(post, carrier, mailbox, monkeypatch):
    words = Mail("é.côté@exemple.example.com", "Élodie", "fr", "Été", "é\n", "<p>é</p>")
    monkeypatch.setitem(outbox._composers, "a test", lambda to, facts: words)
    post(1)
    carry(carrier)
    assert [letter["X-Envelope-To"] for letter in mailbox] == ["é.côté@exemple.example.com"]


@pytest.mark.parametrize("mood", ["421", "451", "data-451", "cut"])
def test_what_the_server_puts_off_comes_back_with_the_same_identity(post, carrier, post_office, mailbox, mood):
    post(1)
    post_office.moods.append(mood)
    carry(carrier)
    assert [state(row) for row in rows()] == ["waiting"]
    assert carry(carrier) == 0, "it rests"
    carry(carrier, hours=1)
    assert [state(row) for row in rows()] == ["sent"]
    assert {letter["Message-ID"] for letter in mailbox} == {rows()[0].message_id}
    assert {letter["Idempotency-Key"] for letter in mailbox} == {mailbox[0]["Idempotency-Key"]}
    assert len(mailbox) == (2 if mood == "cut" else 1), "twice only when nobody can know"


@pytest.mark.parametrize("mood", ["550", "data-554"])
def test_what_the_server_refuses_for_good_is_parked_at_once_and_the_others_flow(
    post, carrier, post_office, mailbox, mood
):
    post(1)
    post(2)
    post_office.moods.append(mood)
    carry(carrier)
    assert [state(row) for row in rows()] == ["parked", "sent"]
    assert mood[-3:] in rows()[0].error
    assert "jeanne" not in rows()[0].error.lower()


def test_a_letter_that_can_not_be_written_is_parked_in_the_end_and_says_nothing_of_anyone(
    post, carrier, mailbox, caplog
):
    post(1, bad=True)
    post(2)
    for hours in range(delivery.MOST_TRIES * 2):
        carry(carrier, hours=8 * hours)
    assert [state(row) for row in rows()] == ["parked", "sent"]
    assert rows()[0].tries == delivery.MOST_TRIES
    assert rows()[0].error == "ValueError"
    ours = [str(vars(record)) for record in caplog.records if record.name.startswith("portal.")]
    assert ours
    assert "jeanne" not in "".join(ours).lower()


def test_a_letter_that_kills_its_worker_each_time_is_parked(post, carrier, mailbox):
    post(1)
    for hours in range(delivery.MOST_TRIES):
        assert delivery.claim_letter(START + timedelta(hours=hours)) is not None
    carry(carrier, hours=100)
    assert [state(row) for row in rows()] == ["parked"]
    assert not mailbox


def test_a_server_that_is_away_costs_no_letter_a_try(post, carrier_to):
    post(1)
    nobody = carrier_to(PostOffice(port=free_port()))
    for hours in range(40):
        with pytest.raises(ServerAway):
            delivery.deliver_one(nobody, START + timedelta(hours=hours + 1))
    (row,) = rows()
    assert (state(row), row.tries) == ("waiting", 0)
    assert "refused" in row.error.lower()


def test_the_password_is_not_said_in_the_clear(post, committed, monkeypatch, post_office):
    post(1)
    monkeypatch.setattr(smtp, "HERE", set())
    url = post_office.url.replace("//", "//relais:secret@")
    with pytest.raises(ServerAway, match="no-starttls"):
        delivery.deliver_one(Carrier(replace(committed.config["SETTINGS"], smtp_url=url)))


def test_a_later_letter_of_one_person_waits_for_the_earlier_one(post, carrier, post_office, mailbox):
    post(1, to=5)
    post(2, to=5)
    post(3, to=6)
    post_office.moods.append("451")
    carry(carrier)
    assert [state(row) for row in rows()] == ["waiting", "waiting", "sent"]
    carry(carrier, hours=1)
    assert [letter["Subject"] for letter in mailbox] == ["Numéro 3", "Numéro 1", "Numéro 2"]


def test_a_later_letter_goes_when_the_earlier_one_is_parked(post, carrier, post_office, mailbox):
    post(1, to=5)
    post(2, to=5)
    post_office.moods.append("550")
    carry(carrier)
    assert [state(row) for row in rows()] == ["parked", "sent"]


def test_a_parked_letter_can_be_tried_again(post, carrier, post_office, mailbox):
    post(1)
    post_office.moods.append("550")
    carry(carrier)
    (row,) = rows()
    delivery.try_again(row)
    db.session.commit()
    carry(carrier)
    assert [state(row) for row in rows()] == ["sent"]


def test_letters_long_gone_are_forgotten_and_parked_ones_wait_for_a_person(post, carrier, post_office, mailbox):
    post(1)
    post(2)
    post_office.moods.append("550")
    carry(carrier)
    with unit_of_work():
        assert delivery.delete_old_letters(START + timedelta(days=179)) == 0
        assert delivery.delete_old_letters(START + timedelta(days=181)) == 1
    assert [state(row) for row in rows()] == ["parked"]


def test_the_oldest_waiting_letter_is_told_in_seconds_and_by_readyz(committed, post):
    post(1)
    assert delivery.oldest_waiting(START + timedelta(seconds=90)) == pytest.approx(90, abs=1)
    assert committed.test_client().get("/readyz").json["oldest_letter_seconds"] >= 0


@pytest.mark.parametrize("url", ["mail.example.com:25", "http://mail.example.com", "smtp://", "smtp://host:99999"])
def test_a_mail_server_of_the_wrong_form_stops_the_start(url):
    with pytest.raises(BadSetting, match="RELAIS_SMTP_URL"):
        Settings(smtp_url=url, secret_key="only-for-tests-" * 3).checked()
