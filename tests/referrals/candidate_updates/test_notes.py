"""The candidate hears too: a note by e-mail that undo still holds back, or the day on which somebody told them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.accounts.models import User
from portal.candidate_portal import data_export, responses
from portal.candidate_portal.data_export_labels import in_words
from portal.core.db import db, utcnow
from portal.mail import delivery
from portal.mail.outbox import OutgoingLetter
from portal.notifications.models import Notice
from portal.privacy import erasure
from portal.referrals.candidate_updates import notes, texts
from portal.referrals.consent import register
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Referral
from portal.referrals.stages import closing_reasons
from portal.referrals.stages.definitions import BY_CODE
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, deliver, letters_to
from tests.referrals.board.moves import history, send

NOTE = "Bonjour Zéphyrine, le poste de Baie-Comeau est pourvu."
WORD = "Merci Alice, ce ne sera pas pour cette fois."


@pytest.fixture
def opened(cast) -> tuple[Referral, str]:
    """Zéphyrine, at an interview with Rita."""
    role = factories.a_role(cast.rita)
    referral, token = a_linked_referral(cast.alice, role, days_ago=9, stage="interview")
    register.record_consent(referral, ["this_role"], language="fr", channel="page", way="letter", now=utcnow())
    db.session.commit()
    return referral, token


def close(client, referral, **more):
    return send(client, referral, "not_selected", **{"note": WORD, "candidate_note": NOTE} | more)


class Left:
    """A mail server that takes everything."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def send(self, mail, *_identity) -> None:
        self.texts.append(mail.text)


def notices(person_id: int) -> list[str]:
    mine = db.session.scalars(db.select(Notice).where(Notice.user_id == person_id).order_by(Notice.id))
    return [notice.entry.kind for notice in mine]


def test_every_stage_and_reason_of_the_office_has_a_note_in_both_languages(app):
    closing = {(outcome, code) for outcome, codes in closing_reasons.REASONS.items() for code in codes}
    before_the_yes = {("declined", "declined"), ("expired", "no_answer")}
    assert set(texts.TEXTS) == (closing - before_the_yes) | {("interview", ""), ("offer", "")}
    with app.test_request_context():
        for stage, reason in texts.TEXTS:
            french, english = (texts.first_text(stage, reason, language) for language in ("fr", "en"))
            assert stage in BY_CODE
            assert french.startswith("Bonjour {candidat},")
            assert english.startswith("Hello {candidate},")
            assert (french.endswith("{signature}"), english.endswith("{by}")) == (True, True)
            assert not re.search(r"réserve|doute|doubt|\btu\b", french + english, re.IGNORECASE)


def test_closing_asks_what_the_candidate_hears_and_offers_it_in_their_language(cast, client_for, opened):
    referral, _token = opened
    referral.candidate.language = "en"
    db.session.commit()
    asked = send(client_for(cast.rita), referral, "not_selected")
    assert asked.status_code == 422
    assert f'name="candidate_note" aria-describedby="candidate-hint-{referral.id}" lang="en"' in asked.text
    assert "Un mot à Zéphyrine, par courriel" in asked.text
    assert 'data-candidate="Hello Zéphyrine,' in asked.text
    assert "Nous l’avons dit à Zéphyrine Canari, avec nos remerciements." in asked.text


def test_without_scripts_a_button_brings_both_messages(cast, client_for, opened):
    referral, _token = opened
    answer = send(client_for(cast.rita), referral, "not_selected", reason="filled", fill="yes", htmx=False)
    written = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", answer.text)
    assert any(text.startswith("Bonjour Alice,") and "Nous l’avons dit à" in text for text in written)
    assert any(text.startswith("Bonjour Zéphyrine,") and text.endswith("Rita Gagnon") for text in written)


def test_closing_from_the_page_asks_about_the_candidate_before_it_happens(cast, client_for, opened):
    referral, _token = opened
    answer = send(client_for(cast.rita), referral, "not_selected", note=WORD, first="yes", shown="page")
    assert answer.status_code == 200
    assert "Et la personne elle-même\N{NO-BREAK SPACE}?" in answer.text
    assert WORD in answer.text
    assert 'name="candidate_note"' in answer.text
    assert (db.session.get(Referral, referral.id, populate_existing=True).stage, letters_to(referral)) == (
        "interview",
        [],
    )


def test_at_an_interview_and_an_offer_a_note_is_offered_on_request(cast, client_for, opened):
    referral, _token = opened
    assert "Écrire aussi à la personne…" in client_for(cast.rita).get(f"/referrals/{referral.id}").text
    answer = send(client_for(cast.rita), referral, "offer", fill="yes", htmx=False)
    assert "nous aimerions vous faire une offre" in answer.text
    moved = send(client_for(cast.rita), referral, "offer", candidate_note=NOTE)
    assert (moved.status_code, history(referral)[-1].candidate_note) == (200, NOTE)


def test_the_letter_waits_until_the_move_can_not_be_undone(cast, client, client_for, opened):
    referral, token = opened
    before = utcnow()
    assert close(client_for(cast.rita), referral, reason="filled").status_code == 200
    (row,) = letters_to(referral)
    assert row.send_after > before + timedelta(minutes=2)
    assert delivery.claim_letter(before + timedelta(minutes=2)) is None
    assert NOTE not in client.get(f"/consent/{token}").text
    (mail,) = deliver(referral)
    assert (mail.address, mail.reply_to) == ("canari@exemple.example.com", cast.rita.email)
    assert "> Bonjour Zéphyrine, le poste de Baie-Comeau est pourvu." in mail.text
    assert f"http://localhost/consent/{token}" in mail.text
    assert "/unsubscription/" in mail.unsubscribe
    assert "Rita Gagnon vous écrit" in mail.subject


def test_undoing_the_move_holds_the_letter_back_and_its_words_from_the_page(cast, client, client_for, opened):
    referral, token = opened
    close(client_for(cast.rita), referral)
    move = history(referral)[-1]
    assert client_for(cast.rita).post(f"/referrals/{referral.id}/moves/{move.id}/undo").status_code == 303
    assert deliver(referral) == []
    assert letters_to(referral)[0].cancelled_at is not None
    move.at -= timedelta(minutes=5)
    db.session.commit()
    assert NOTE not in client.get(f"/consent/{token}").text
    notes.report_withheld(referral.candidate_id, {"referral": referral.id, "move": move.id}, utcnow())
    assert "referrals.note_withheld" not in notices(cast.rita.id), "who undid it knows"


@pytest.mark.parametrize("why", ["withdrew", "asked for silence"])
def test_a_letter_that_may_not_leave_any_more_does_not_and_the_office_is_told(cast, client_for, opened, why):
    referral, _token = opened
    close(client_for(cast.rita), referral)
    if why == "withdrew":
        responses.withdraw_consent(referral, now=utcnow())
    else:
        contact_hashes.suppress_people([referral.candidate], how="letter", now=utcnow())
    db.session.commit()
    rita, number = cast.rita.id, referral.id
    left = Left()
    while delivery.deliver_one(left, utcnow() + timedelta(minutes=3)):
        pass
    assert NOTE not in "".join(left.texts)
    letter = db.session.scalars(db.select(OutgoingLetter).where(OutgoingLetter.letter == notes.LETTER)).one()
    assert (letter.sent_at, letter.cancelled_at is None) == (None, False)
    assert notices(rita).count("referrals.note_withheld") == 1
    page = client_for(db.session.get(User, rita)).get(f"/referrals/{number}").text
    assert (NOTE in page, "Le courriel n’est pas parti." in page) == (why != "withdrew", why != "withdrew")


def test_the_history_says_that_they_were_told_how_and_when(cast, client, client_for, opened):
    referral, token = opened
    day = (utcnow() - timedelta(days=1)).date().isoformat()
    assert close(client_for(cast.rita), referral, told="yes", told_on=day).status_code == 200
    address = f"/referrals/{referral.id}"
    office = client_for(cast.rita).get(address)
    assert NOTE in office.text
    assert "Annoncé à Zéphyrine Canari par Rita Gagnon le" in office.text
    assert "Départ du courriel" in office.text
    history(referral)[-1].at -= timedelta(minutes=5)
    deliver(referral)
    tag = office.headers["ETag"]
    office = client_for(cast.rita).get(address, headers={"If-None-Match": tag})
    assert "Courriel envoyé à c…@exemple.example.com" in office.text
    own = client_for(cast.alice).get(address).text
    assert "Courriel envoyé" in own
    assert "Annoncé à Zéphyrine Canari par Rita Gagnon le" in own
    assert (NOTE in own, "Baie-Comeau" in own, "c…@" in own) == (False, False, False)
    theirs = client.get(f"/consent/{token}").text
    assert NOTE in theirs
    assert "Écrit par Rita Gagnon le" in theirs


def test_the_referrer_is_not_told_that_somebody_was_told_whom_nobody_told(cast, client_for, opened):
    referral, _token = opened
    claims = "Bonjour Alice,\n\nNous l’avons  dit à\nZéphyrine Canari, avec nos remerciements."
    client = client_for(cast.rita)
    refused = close(client, referral, note=claims, candidate_note="")
    assert refused.status_code == 422
    assert "Votre note dit que cette personne a été prévenue" in refused.text
    assert "avec nos remerciements." in refused.text
    assert history(referral) == []
    assert close(client, referral, note=claims, candidate_note="", told="yes").status_code == 200
    assert history(referral)[-1].candidate_told_on is not None
    assert letters_to(referral) == []


def test_each_claim_stands_word_for_word_in_the_message_that_makes_it(app, cast, opened):
    referral, _token = opened
    for language in ("fr", "en"):
        cast.alice.language = language
        told = {
            choice.code: choice.text for choice in closing_reasons.list_offered(referral, "not_selected", by=cast.rita)
        }
        untold = closing_reasons.list_offered(referral, "not_selected", by=cast.rita, is_told=False)
        for choice in untold:
            claims = ("not_selected", choice.code) in closing_reasons.CLAIMS
            assert bool(closing_reasons.find_claim(referral, told[choice.code])) == claims, (choice.code, language)
            assert not closing_reasons.find_claim(referral, choice.text)
            assert (choice.text != told[choice.code]) == claims
            assert "  " not in choice.text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"candidate_note": NOTE, "silent": True}, "Aucun courriel ne peut être envoyé"),
        ({"candidate_note": NOTE, "no_address": True}, "Aucun courriel ne peut être envoyé"),
        ({"candidate_note": "NAS 130 692 544"}, "NAS"),
        ({"candidate_note": "x" * 4001}, "4"),
        ({"candidate_note": "", "told": "yes", "told_on": "2999-01-01"}, "Choisissez un jour"),
        ({"candidate_note": "", "told": "yes", "told_on": "hier"}, WORD),
    ],
)
def test_what_can_not_be_said_is_refused_with_everything_typed(cast, client_for, opened, change, words):
    (referral, _token), change = opened, dict(change)
    if change.pop("silent", False):
        contact_hashes.suppress_people([referral.candidate], how="letter", now=utcnow())
    if change.pop("no_address", False):
        referral.candidate.email = ""
    db.session.commit()
    answer = close(client_for(cast.rita), referral, **change)
    assert answer.status_code == 422
    assert words in answer.text
    assert WORD in answer.text
    assert change["candidate_note"][:3900] in answer.text
    assert history(referral) == []
    assert letters_to(referral) == []


def test_before_the_opening_nobody_is_written_to_nor_named(cast, client_for):
    hidden, _token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    asked = send(client_for(cast.rita), hidden, "withdrawn")
    assert 'name="candidate_note"' not in asked.text
    refused = send(client_for(cast.rita), hidden, "withdrawn", note=WORD, candidate_note="Bonjour")
    assert (refused.status_code, "La mise en contact n’est pas ouverte" in refused.text) == (422, True)
    assert letters_to(hidden) == []


def test_a_double_click_writes_once(cast, client_for, opened):
    referral, _token = opened
    seen = referral.version
    assert [close(client_for(cast.rita), referral, version=seen).status_code for _click in range(2)] == [200, 200]
    assert len(letters_to(referral)) == 1
    assert close(client_for(cast.rita), referral, version=seen, candidate_note="Autre mot").status_code == 409


def test_their_copy_holds_it_and_erasing_leaves_nothing_of_it(cast, client_for, opened):
    referral, _token = opened
    close(client_for(cast.rita), referral, told="yes")
    held = data_export.held_about(referral)
    line = held["referrals"][0]["history"][-1]
    assert (line["note_to_you"], line["told_you_on"]) == (NOTE, history(referral)[-1].candidate_told_on.isoformat())
    assert NOTE in str(in_words(held))
    erasure.erase_candidate(referral.candidate, why="asked", now=utcnow())
    db.session.commit()
    assert {line.candidate_note for line in history(referral)} == {""}
    assert letters_to(referral) == []


def test_an_office_offers_its_own_note(cast, client_for, opened):
    referral, _token = opened
    client, address = client_for(cast.max), f"/offices/{cast.quebec.id}/texts"
    page = client.get(f"{address}?language=fr").text
    assert "Pas retenue · Le poste est pourvu" in page or "Le poste est pourvu" in page
    own = ["Bonjour {candidat}, ici {signature}."] * len(texts.TEXTS)
    assert client.post(f"{address}/candidate?language=fr", data={"text": own}).status_code == 303
    offered = texts.list_offered(referral, "not_selected", by=cast.rita)
    assert set(offered.values()) == {"Bonjour Zéphyrine, ici Rita Gagnon."}
