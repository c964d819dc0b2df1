"""The outbox and the letters, as administrators see them."""

from __future__ import annotations

import pytest

from portal.core.db import db, utcnow
from portal.mail import outbox
from portal.mail.outbox import OutgoingLetter
from portal.mail.smtp import GAVE_UP, NO_ACCENTS, NO_STARTTLS
from portal.notifications import preferences
from tests import factories

CANARY = "Zéphirine Quintal-Beaupré"


@pytest.fixture
def outgoing(cast):
    """A letter to a candidate that is parked, one to Alice that waits, one that was sent."""
    now = utcnow()
    candidate = factories.a_candidate(CANARY)
    referral = factories.a_referral(cast.alice, candidate=candidate)
    outbox.post_letter("consent.invitation", to=f"candidate:{candidate.id}", key="1", now=now, referral=referral.id)
    outbox.post_letter("notifications.news", to=f"user:{cast.alice.id}", key="2", now=now)
    outbox.post_letter("notifications.news", to=f"user:{cast.bruno.id}", key="3", now=now)
    parked, _waiting, sent = db.session.scalars(db.select(OutgoingLetter).order_by(OutgoingLetter.id)).all()
    parked.parked_at, parked.error, parked.tries = now, "550 no … here", 1
    sent.sent_at = now
    db.session.commit()
    return parked


def test_the_outbox_says_what_waits_what_is_parked_and_why(cast, client_for, outgoing):
    ada = client_for(cast.ada)
    waiting, parked, sent = (
        ada.get(f"/admin/outbox?state={state}&lang=en").text for state in ("waiting", "parked", "sent")
    )
    assert cast.alice.name in waiting
    assert "550 no … here" in parked
    assert "a candidate" in parked
    assert cast.bruno.name in sent
    assert "No e-mail is being sent" in waiting, "no mail server is set in the tests"


@pytest.mark.parametrize(
    ("reason", "french", "english"),
    [
        (NO_ACCENTS, "aucune adresse avec des accents avant le @", "takes no address with accents before the @"),
        (GAVE_UP, "un jour et demi, en vain", "for a day and a half, in vain"),
        (NO_STARTTLS, "ne propose pas STARTTLS", "offers no STARTTLS"),
        (
            "the mail server takes no address with accents",
            "aucune adresse avec des accents avant le @",
            "takes no address with accents before the @",
        ),
        ("gave up after 12 tries", "un jour et demi, en vain", "for a day and a half, in vain"),
        (
            "SMTPNotSupportedError: it offers no STARTTLS, and the password is not said in the clear",
            "ne propose pas STARTTLS",
            "The mail server offers no STARTTLS",
        ),
    ],
)
def test_a_reason_of_ours_is_said_in_the_language_of_the_reader(cast, client_for, outgoing, reason, french, english):
    outgoing.error = reason
    db.session.commit()
    ada = client_for(cast.ada)
    pages = {language: ada.get(f"/admin/outbox?state=parked&lang={language}").text for language in ("fr", "en")}
    assert french in pages["fr"]
    assert english in pages["en"]
    assert not [page for page in pages.values() if reason in page or 'class="letters__why" lang="en"' in page]


def test_no_candidate_is_named_in_the_outbox(cast, client_for, outgoing):
    ada = client_for(cast.ada)
    for state in ("waiting", "parked", "sent", "cancelled", "nonsense"):
        assert CANARY not in ada.get(f"/admin/outbox?state={state}").text


def test_a_parked_letter_is_tried_again(cast, client_for, outgoing):
    ada = client_for(cast.ada)
    assert ada.post(f"/admin/outbox/{outgoing.id}/retry").status_code == 303
    assert db.session.get(OutgoingLetter, outgoing.id).parked_at is None
    ada.post(f"/admin/outbox/{outgoing.id}/retry")
    told = ada.get("/admin/log?lang=en").text
    assert told.count("Ada Nguyen resent an e-mail on hold: Invitation to a candidate") == 1, "once is enough"
    assert CANARY not in told


def test_the_first_page_of_the_administration_says_when_letters_could_not_leave(cast, client_for, outgoing):
    ada = client_for(cast.ada)
    assert "state=parked" in ada.get("/admin").text
    ada.post("/admin/outbox/retry")
    assert "state=parked" not in ada.get("/admin").text


def test_all_parked_letters_are_tried_again(cast, client_for, outgoing):
    ada = client_for(cast.ada)
    assert ada.post("/admin/outbox/retry").status_code == 303
    assert db.session.scalar(db.select(db.func.count()).where(OutgoingLetter.parked_at.is_not(None))) == 0
    ada.post("/admin/outbox/retry")
    assert ada.get("/admin/log?lang=en").text.count("Ada Nguyen resent the e-mails on hold (1)") == 1


def test_a_letter_whose_kind_is_gone_breaks_no_page(cast, client_for, outgoing):
    outgoing.letter, outgoing.recipient = "gone.for_ever", "user:999999"
    assert "gone.for_ever" in client_for(cast.ada).get("/admin/outbox?state=parked").text


@pytest.mark.sqlite_only
def test_every_letter_is_shown_in_both_languages(cast, client_for):
    ada = client_for(cast.ada)
    page = ada.get("/admin/letters").text
    for name in outbox.every_example():
        if name == "a test":
            continue
        assert f"/admin/letters/{name}" in page
        for language in ("fr", "en"):
            assert ada.get(f"/admin/letters/{name}?in={language}").status_code == 200
            shown = ada.get(f"/admin/letters/{name}/html?in={language}")
            assert f'lang="{language}"' in shown.text
            assert "sandbox" in shown.headers["Content-Security-Policy"]
            assert "script-src" not in shown.headers["Content-Security-Policy"]
    assert ada.get("/admin/letters/nothing").status_code == 404
    assert ada.get("/admin/letters/notifications.news?in=de").status_code == 404


def test_an_office_s_rhythm_holds_for_whoever_did_not_choose(cast, client_for):
    ada = client_for(cast.ada)
    url = f"/admin/offices/{cast.quebec.id}/mail"
    sent = {"asked": "now", "news": "weekly", "roles": "daily", "around": "none"}
    assert ada.post(url, data=sent).status_code == 303
    assert preferences.read_preferences(cast.alice.id) == sent
    assert "get e-mail notifications: Bureau de Québec" in ada.get("/admin/log?lang=en").text
    assert ada.post(url, data={"asked": "now"}).status_code == 422
    assert ada.get("/admin/offices/99999/mail").status_code == 404
