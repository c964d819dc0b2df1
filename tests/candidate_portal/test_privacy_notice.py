"""What the candidate's page and letters claim is what the settings and the rights really do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import g
from flask_babel import refresh
from sqlalchemy import update

from portal.candidate_portal import expiry, privacy_notice
from portal.core.db import db, utcnow
from portal.mail import outbox
from portal.mail.outbox import OutgoingLetter
from portal.offices.models import Office
from portal.referrals.acknowledgements.voice_notes import VoiceNote
from portal.referrals.consent.links import ConsentLink
from portal.referrals.record import policy
from portal.referrals.record.models import StageMove
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, say

COUNTS = [("3 7", 14, 2), ("3", 14, 1), ("", 14, 0), ("3 7 14 20", 14, 2), ("1 2 3", 14, 3)]
COMPLAINTS = [
    ("CA-QC", "Commission d’accès à l’information"),
    ("CA-ON", "Commissariat à la protection"),
    ("FR-IDF", "CNIL"),
    ("", ""),
]
NEVER = [
    ("declined", "Cette personne a dit non"),
    ("expired", "Cette personne n’a pas répondu à temps"),
    ("not_selected", "terminée avant la mise en contact"),
]
DONE = [
    ("", "Le bureau a écrit à la personne qui vous recommande."),
    ("thanks", "Le bureau a remercié la personne qui vous recommande."),
    ("asked", "La personne qui vous recommande a demandé des nouvelles."),
    ("holding", "La personne qui vous recommande sait qu’il n’y a pas encore de nouvelles."),
    ("to_confirm", "Le bureau a noté votre accord. Une deuxième personne du bureau doit le confirmer."),
    ("of-before", "Une note, sans changement d’étape."),
]


@pytest.fixture
def asked(cast):
    return a_linked_referral(cast.alice, factories.a_role(cast.rita))


def with_settings(app, monkeypatch, **changes) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **changes))


def in_language(app, language: str, claim, *given) -> str:
    with app.test_request_context("/"):
        g.language = language
        refresh()
        return claim(*given)


def test_who_is_named_as_a_reader_is_who_the_policy_lets_read(cast, asked):
    referral, _token = asked
    referral.agreed_at = referral.opened_at = utcnow()
    people = {"producer": cast.bruno, "recruiter": cast.rita, "manager": cast.max, "admin": cast.ada}
    for role, person in people.items():
        assert policy.may_see_identity(person, referral) == (role in policy.READERS), role
    assert set(privacy_notice.READERS_IN_WORDS) == set(policy.READERS)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_names_the_same_readers_before_and_after_the_yes(app, client, asked, language):
    referral, token = asked
    named = in_language(app, language, privacy_notice.describe_readers)
    for words in privacy_notice.READERS_IN_WORDS.values():
        assert in_language(app, language, str, words).lower() in named.lower()
    assert named in client.get(f"/consent/{token}?lang={language}").text
    say(client, token, referral, purposes=["this_role"])
    referral.opened_at, referral.stage = utcnow(), "received"
    db.session.commit()
    assert named in client.get(f"/consent/{token}?lang={language}").text


@pytest.mark.parametrize(("days", "works", "most"), COUNTS)
def test_as_many_reminders_are_announced_as_can_leave(app, asked, monkeypatch, days, works, most):
    referral, _token = asked
    with_settings(app, monkeypatch, consent_reminders=days, consent_days=works)
    now, to = utcnow(), f"candidate:{referral.candidate_id}"
    until = now + timedelta(days=works)
    db.session.execute(update(ConsentLink).values(made_at=now, expires_at=until))
    outbox.post_letter("consent.invitation", to=to, key="first", now=now, referral=referral.id)
    db.session.execute(update(OutgoingLetter).values(sent_at=now))
    for day in range(works + 2):
        expiry.remind_candidates(now + timedelta(days=day))
    reminders = db.select(OutgoingLetter).where(OutgoingLetter.letter == "consent.reminder")
    assert len(db.session.scalars(reminders).all()) == privacy_notice.most_reminders() == most
    told = {0: "no reminder", 1: "one reminder"}.get(most, f"at most {most} reminders")
    assert told in in_language(app, "en", privacy_notice.letters_in_all, "a@example.com")
    to_come = in_language(app, "en", privacy_notice.letters_to_come, "Alice Côté")
    assert told in to_come
    assert "withdrawn or declined" in to_come
    assert "only you can pass the link on" in in_language(app, "en", privacy_notice.letters_in_all, "")


def test_the_months_that_are_said_are_those_of_the_setting(app, client, asked, monkeypatch):
    _referral, token = asked
    with_settings(app, monkeypatch, candidate_months=7)
    page = client.get(f"/consent/{token}").text
    assert page.count("7\u00a0mois") == 2
    assert "24\u00a0mois" not in page


def test_the_privacy_officer_is_named_once(app, client, asked, monkeypatch):
    with_settings(app, monkeypatch, privacy_officer="Jeanne Roy", privacy_contact="jeanne.roy@example.com")
    for page in (client.get(f"/consent/{asked[1]}").text, client.get("/sign-in").text):
        assert page.count("Jeanne Roy") == 1
        assert page.count(">jeanne.roy@example.com<") == 1


def test_other_offices_are_named_and_too_many_are_counted(client, asked):
    referral, token = asked
    others = db.session.scalars(db.select(Office.name).where(Office.id != referral.office_id)).all()
    page = client.get(f"/consent/{token}").text
    assert others
    assert all(name in page for name in others)
    for number in range(10):
        factories.an_office(f"Ville {number:02}")
    db.session.commit()
    assert f"{len(others) + 10 - privacy_notice.MOST_NAMED}\u00a0autres" in client.get(f"/consent/{token}").text


@pytest.mark.parametrize(("region", "named"), COMPLAINTS)
def test_the_page_says_where_one_may_complain(app, region, named):
    told = in_language(app, "fr", privacy_notice.describe_authority, Office(name="Bureau", region=region))
    assert named in told
    assert bool(named) == bool(told)


def test_nobody_is_given_a_day_that_they_never_gave(client, asked):
    referral, token = asked
    referral.known_since = date(2018, 9, 1)
    db.session.commit()
    text = client.get(f"/consent/{token}/data").text
    assert "septembre 2018" in text
    assert "1er\u00a0septembre 2018" not in text


@pytest.mark.parametrize("opened", [True, False], ids=["after the introduction", "before it"])
def test_who_took_their_yes_back_reads_that_it_is_done_and_so_does_the_office(cast, client, client_for, opened):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    say(client, token, referral, purposes=["this_role"])
    if opened:
        answer = {"answer": "accepted", "version": referral.version}
        client_for(cast.rita).post(f"/referrals/{referral.id}/introduction", data=answer)
    assert (referral.opened_at is not None) == opened
    client.post(f"/consent/{token}/withdrawal")
    assert "Votre accord est retiré" in client.get(f"/consent/{token}").text
    text = client_for(cast.rita).get(f"/referrals/{referral.id}").text
    assert "Cette personne a retiré son accord" in text
    assert "paraîtront ici" not in text
    assert "souhaite recommander quelqu’un" not in text.split("</h1>")[0]


@pytest.mark.parametrize(("stage", "said"), NEVER)
def test_a_name_that_will_never_come_is_not_announced(cast, client_for, asked, stage, said):
    referral, _token = asked
    referral.stage, referral.closed_at = stage, utcnow()
    db.session.commit()
    text = client_for(cast.rita).get(f"/referrals/{referral.id}").text
    assert said in text
    assert "paraîtront ici" not in text


def test_the_words_of_a_voice_message_are_given_out_with_the_rest(cast, client, asked):
    referral, token = asked
    line = StageMove(referral_id=referral.id, to_stage=referral.stage, from_stage=referral.stage, at=utcnow())
    line.by_id, line.by_name, line.gesture = cast.rita.id, cast.rita.name, "voice"
    db.session.add(line)
    db.session.flush()
    voiced = {"extension": "webm", "seconds": 3, "summary": "Merci d’avoir pensé à elle."}
    db.session.add(VoiceNote(referral_id=referral.id, line_id=line.id, by_id=cast.rita.id, at=utcnow(), **voiced))
    db.session.commit()
    history = client.get(f"/consent/{token}/data.json").json["referrals"][0]["history"]
    assert [step["voice_message"] for step in history][-1] == voiced["summary"]
    text = client.get(f"/consent/{token}/data").text
    assert "Message vocal, par écrit" in text
    assert voiced["summary"] in text


@pytest.mark.parametrize(("gesture", "said"), DONE)
def test_a_line_without_a_change_of_stage_says_what_was_done(cast, client, asked, gesture, said):
    referral, token = asked
    line = StageMove(referral_id=referral.id, to_stage=referral.stage, from_stage=referral.stage, at=utcnow())
    line.by_id, line.by_name, line.gesture = cast.rita.id, cast.rita.name, gesture
    db.session.add(line)
    db.session.commit()
    assert client.get(f"/consent/{token}/data.json").json["referrals"][0]["history"][-1]["gesture"] == gesture
    text = client.get(f"/consent/{token}/data").text
    assert said in text
    assert all(other not in text for _gesture, other in DONE if other != said)
