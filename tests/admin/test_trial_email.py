"""A test e-mail to oneself: whom it goes to, how often, and what is said of its fate."""

from __future__ import annotations

from portal.admin.emails import trial
from portal.core.db import db, utcnow
from portal.mail.outbox import OutgoingLetter, composer_of


def trials() -> list[OutgoingLetter]:
    return list(
        db.session.scalars(db.select(OutgoingLetter).filter_by(letter=trial.LETTER).order_by(OutgoingLetter.id))
    )


def test_it_goes_to_the_administrator_s_own_address_alone(cast, client_for):
    assert client_for(cast.ada).post("/admin/outbox/trial", data={"to": cast.alice.email}).status_code == 303
    (row,) = trials()
    mail = composer_of(row.letter)(cast.ada.id, row.facts)
    assert (row.recipient, mail.address) == (f"user:{cast.ada.id}", cast.ada.email)
    assert "Courriel d’essai" in mail.subject


def test_whoever_is_no_administrator_any_more_gets_none(cast):
    cast.ada.is_admin = False
    db.session.commit()
    assert composer_of(trial.LETTER)(cast.ada.id, {}) is None


def test_three_in_a_row_are_enough(cast, client_for):
    ada = client_for(cast.ada)
    met = [ada.post("/admin/outbox/trial", htmx=True) for _time in range(4)]
    assert [answer.status_code for answer in met] == [200, 200, 200, 429]
    assert "de suite suffisent" in met[3].text
    assert len(trials()) == 3


def test_the_page_says_what_the_mail_server_answered(cast, client_for):
    ada = client_for(cast.ada)
    assert "Il est envoyé à " + cast.ada.email in ada.get("/admin/outbox").text
    ada.post("/admin/outbox/trial")
    (row,) = trials()
    fresh = ada.get("/admin/outbox/trial", htmx=True).text
    assert "En route vers" in fresh
    assert 'hx-trigger="load delay:2s"' in fresh, "it asks again by itself"
    row.error = "450 try later"
    assert "450 try later" in ada.get("/admin/outbox/trial", htmx=True).text
    row.parked_at, row.error = utcnow(), "550 no … here"
    db.session.commit()
    refused = ada.get("/admin/outbox/trial", htmx=True).text
    assert "n’a pas pu être envoyé" in refused
    assert "550 no … here" in refused
    assert "hx-trigger" not in refused, "what is settled is not asked again"
    row.parked_at, row.sent_at, row.error = None, utcnow(), None
    db.session.commit()
    assert "a accepté le dernier" in ada.get("/admin/outbox/trial", htmx=True).text
