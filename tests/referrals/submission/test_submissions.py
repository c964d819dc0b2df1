"""Introducing someone: from the form to the office's board, once, and never as a mere name."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.referrals.record.models import Candidate, Referral, ReferralDraft, StageMove
from portal.referrals.submission import submissions
from tests import factories, people
from tests.referrals.submission.answers import typed
from tests.support.sessions import sign_in

BLNS = Path(__file__).resolve().parents[2] / "data" / "blns.json"


def refer(client, where, **changes):
    return client.post("/referrals/new", data=typed(**({"office": str(where.id)} | changes)))


def only_referral() -> Referral:
    return db.session.scalars(select(Referral)).one()


def test_somebody_is_introduced_for_a_role(cast, client_for):
    role = factories.a_role(cast.romain)
    was = cast.montreal.board_version
    answer = refer(client_for(cast.alice), cast.quebec, aim="role", opportunity=str(role.id))
    referral = only_referral()
    assert answer.status_code == 303
    assert answer.location == f"/referrals/{referral.id}"
    assert (referral.office_id, referral.opportunity_id) == (cast.montreal.id, role.id)
    assert (referral.stage, referral.recruiter_id, referral.opened_at) == ("awaiting_consent", cast.romain.id, None)
    assert referral.known_since.isoformat() == "2018-09-01"
    assert referral.fields == ["insurance", "wealth"]
    assert referral.candidate.email == "jeanne@exemple.example.com"
    assert utcnow() < referral.news_due_at < utcnow() + timedelta(days=6)
    move = db.session.scalars(select(StageMove)).one()
    assert (move.from_stage, move.to_stage, move.by_name) == (None, "awaiting_consent", "Alice Côté")
    assert cast.montreal.board_version == was + 1


def test_every_answer_is_kept_in_the_column_of_its_name(cast, client_for):
    """Whatever the form asks by a declared column arrives, without a list of names between the two."""
    told = typed(office=str(cast.quebec.id), phone="418 555-0123")
    assert set(told) >= submissions.ASKED
    client_for(cast.alice).post("/referrals/new", data=told)
    referral = only_referral()
    for name in submissions.OF_PERSON:
        assert getattr(referral.candidate, name) == getattr(referral, f"typed_{name}") != ""
    kept = {name: getattr(referral, name) for name in submissions.OF_REFERRAL}
    assert all(kept.values())
    assert {name: kept[name] for name in submissions.FREE if name in kept} == {
        name: told[name] for name in ("together_where", "experience", "why", "attested_how")
    }


def answers_of(cast, **changes) -> submissions.Answers:
    told = dict.fromkeys(submissions.ASKED, "") | {"email": "j@exemple.example.com", "vouch": 3, "fields": []}
    return submissions.Answers(None, cast.quebec.id, told | changes)


@pytest.mark.parametrize("name", sorted(submissions.FREE))
def test_a_text_of_a_referral_holds_no_forbidden_number(cast, name):
    with pytest.raises(Refused):
        submissions.submit_referral(answers_of(cast, **{name: "NAS 130 692 544"}), by=cast.alice, now=utcnow())


def test_answers_that_are_missing_or_that_nobody_asked_for_are_no_answers(cast):
    with pytest.raises(TypeError):
        answers_of(cast, shoe_size="41")
    with pytest.raises(TypeError):
        submissions.Answers(None, cast.quebec.id, {"name": "Jeanne"})


def test_for_the_office_in_general_her_partner_holds_it(cast, client_for):
    refer(client_for(cast.alice), cast.quebec)
    assert only_referral().recruiter_id == cast.rita.id


def test_a_partner_of_another_office_does_not_hold_it(cast, client_for):
    refer(client_for(cast.alice), cast.montreal)
    assert only_referral().recruiter_id is None
    assert {notice.user_id for notice in db.session.scalars(select(Notice))} == {cast.romain.id}


def test_a_recruiter_does_not_hold_her_own_referral(cast, client_for):
    role = factories.a_role(cast.rita)
    refer(client_for(cast.rita), cast.quebec, aim="role", opportunity=str(role.id))
    assert only_referral().recruiter_id is None


def test_the_log_and_the_signals_hold_nobody(cast, client_for):
    refer(client_for(cast.alice), cast.quebec)
    entry = db.session.scalars(select(Entry).where(Entry.kind == "referrals.introduced")).one()
    assert "eanne" not in json.dumps(entry.facts)
    topics = {tuple(row) for row in db.session.execute(select(Signal.topic, Signal.audience))}
    assert (f"board-{cast.quebec.id}", f"office:{cast.quebec.id}:recruiter") in topics
    assert ("my-referrals", f"user:{cast.alice.id}") in topics
    assert [notice.user_id for notice in db.session.scalars(select(Notice))] == [cast.rita.id]


def test_sent_twice_it_is_one(cast, client_for):
    client, form = client_for(cast.alice), typed(office=str(cast.quebec.id))
    first, second = (client.post("/referrals/new", data=form) for _ in range(2))
    assert first.location == second.location == f"/referrals/{only_referral().id}"
    assert db.session.scalar(select(func.count()).select_from(Candidate)) == 1


def test_two_people_with_one_key_are_two_referrals(cast, client_for):
    form = typed(office=str(cast.quebec.id))
    for person in (cast.alice, cast.bruno):
        client_for(person).post("/referrals/new", data=form | {"email": f"ami-{person.id}@exemple.example.com"})
    assert db.session.scalar(select(func.count()).select_from(Referral)) == 2


def test_sent_twice_at_the_same_moment_it_is_one(committed):
    cast = people.gather()
    clients, form, answers = [], typed(office=str(cast.quebec.id)), []
    for _ in range(3):
        client = sign_in(committed.test_client(), cast.alice)
        client.token()
        clients.append(client)
    threads = [Thread(target=lambda c=c: answers.append(c.post("/referrals/new", data=form))) for c in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Candidate)) == 1


def test_an_admin_without_an_office_refers_nobody(cast, client_for):
    client = client_for(cast.ada)
    assert client.get("/referrals/new").status_code == 403
    assert refer(client, cast.quebec).status_code == 403


WRONG = [
    ({"name": ""}, "name", "Écrivez le nom de la personne"),
    ({"name": "   "}, "name", "Écrivez le nom de la personne"),
    ({"name": "x" * 161}, "name", "160"),
    ({"email": "", "phone": ""}, "email", "au moins l’un des deux"),
    ({"email": "jeanne@"}, "email", "courriel"),
    ({"email": "hélène@exemple.example.com"}, "email", "pas d’accents avant le @"),
    ({"phone": "12"}, "phone", "téléphone"),
    ({"language": "tlh"}, "language", "langue"),
    ({"relationship": None}, "relationship", "vous vous connaissez"),
    ({"relationship": "enemy"}, "relationship", "vous vous connaissez"),
    ({"known_since": ["", ""]}, "known_since", "depuis quand"),
    ({"known_since": ["4", ""]}, "known_since", "le mois et l’année"),
    ({"known_since": ["13", "2018"]}, "known_since", "janvier à décembre"),
    ({"known_since": ["²", "2018"]}, "known_since", "janvier à décembre"),
    ({"known_since": ["4", "18"]}, "known_since", "quatre chiffres"),
    ({"known_since": ["4", "1066"]}, "known_since", "quatre chiffres"),
    ({"known_since": ["4", "9999"]}, "known_since", "à venir"),
    ({"together_from": ["4", "2300"], "together_to": ["", ""]}, "together_from", "à venir"),
    ({"together_from": ["4", "2020"], "together_to": ["3", "2020"]}, "together_to", "avant le début"),
    ({"together_from": ["", ""]}, "together_from", "quand cela a commencé"),
    ({"vouch": "5"}, "vouch", "phrase qui est vraie"),
    ({"vouch": None}, "vouch", "phrase qui est vraie"),
    ({"experience": "x" * 1001}, "experience", "1000"),
    ({"why": "x" * 39}, "why", "au moins 40"),
    ({"why": "x" * 2001}, "why", "2000"),
    ({"attested_how": ""}, "attested_how", "comment l’accord"),
    ({"attested_on": ""}, "attested_on", "quel jour"),
    ({"attested_on": "hier"}, "attested_on", "pas une date"),
    ({"attested_on": "2999-01-01"}, "attested_on", "à venir"),
    ({"attested_on": "2020-01-01"}, "attested_on", "plus d’un an"),
    ({"attested": None}, "attested", "Demandez-lui"),
    ({"aim": "moon"}, "aim", "pour quoi"),
    ({"aim": "role"}, "aim", "plus ouvert"),
    ({"office": "999999"}, "office", "Choisissez un bureau"),
    ({"deed_key": None}, None, None),
]


@pytest.mark.sqlite_only
def test_wrong_answers_are_refused_in_place_and_nothing_typed_is_lost(cast, client_for):
    client = client_for(cast.alice)
    for changes, field, words in WRONG:
        answer = refer(client, cast.quebec, **changes)
        text = answer.text.replace("\u00a0", " ").replace("&#39;", "’")
        assert answer.status_code == 422, changes
        assert "error-summary__list" in text
        if field:
            assert f'href="#{field}"' in text, changes
            assert f'id="{field}-error"' in text or f'id="{field}' in text, changes
            assert words in text, (changes, words)
        if "why" not in changes:
            assert "quarante dossiers" in text
    assert db.session.scalar(select(func.count()).select_from(Referral)) == 0


@pytest.mark.parametrize("field", ["name", "together_where", "experience", "why", "attested_how"])
def test_no_text_holds_a_social_insurance_card_or_account_number(cast, client_for, field):
    client = client_for(cast.alice)
    for number in ("130 692 544", "4111 1111 1111 1111", "FR14 2004 1010 0505 0001 3M02 606"):
        answer = refer(client, cast.quebec, **{field: f"Elle travaille bien depuis des années, numéro {number}"})
        assert answer.status_code == 422
        assert "ne doit pas le garder" in answer.text
        draft = client.post("/referrals/drafts", data=typed(**{field: f"numéro {number}"}))
        assert draft.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Referral)) == 0
    assert db.session.scalar(select(func.count()).select_from(ReferralDraft)) == 0


def test_nobody_refers_themselves(cast, client_for):
    answer = refer(client_for(cast.alice), cast.quebec, email=cast.alice.email.upper())
    assert answer.status_code == 422
    assert "votre propre adresse" in answer.text


def test_a_role_that_closed_meanwhile_loses_nothing_typed(cast, client_for):
    role = factories.a_role(cast.rita, state="paused")
    answer = refer(client_for(cast.alice), cast.quebec, aim="role", opportunity=str(role.id))
    assert answer.status_code == 422
    assert "quarante dossiers" in answer.text
    assert "plus ouvert" in answer.text


def test_an_unknown_or_hidden_role_is_not_found(cast, client_for):
    draft = factories.a_role(cast.rita, state="draft")
    client = client_for(cast.alice)
    for wanted in (draft.id, 999_999, "0", "x", "99999999999999999999", "-1"):
        assert client.get(f"/referrals/new?opportunity={wanted}").status_code == 404


def test_a_phone_alone_is_enough_and_is_kept_in_one_form(cast, client_for):
    refer(client_for(cast.alice), cast.quebec, email="", phone="418 555-0123")
    assert only_referral().candidate.phone == "+14185550123"


def test_a_phone_is_written_as_in_the_office_of_the_role_or_as_in_ones_own(cast, client_for):
    alice = client_for(cast.alice)
    refused = refer(alice, cast.quebec, email="", phone="06 12 34 56 78")
    assert refused.status_code == 422
    assert "comme +33 1 99 00 12 34" in refused.text
    assert 'value="06 12 34 56 78"' in refused.text
    paris = factories.an_office("Paris", region="FR-IDF", timezone="Europe/Paris")
    refer(alice, paris, email="", phone="06 12 34 56 78")
    assert only_referral().candidate.phone == "+33612345678"
    refer(alice, paris, email="", phone="418 555-0123 p. 12")
    assert sorted(db.session.scalars(db.select(Candidate.phone))) == ["+14185550123x12", "+33612345678"]


@pytest.mark.sqlite_only
def test_a_name_of_a_megabyte_is_refused_cleanly(cast, client_for):
    client = client_for(cast.alice)
    assert refer(client, cast.quebec, name="é" * 500_000).status_code == 422
    assert refer(client, cast.quebec, name="x" * 7_000_000).status_code == 413
    assert client.post("/referrals/drafts", data=typed(name="x" * 1_000_000)).status_code == 422


def test_nul_and_broken_letters_do_no_harm(cast, client_for):
    client = client_for(cast.alice)
    body = "&".join(
        f"{name}={value}" for name, values in typed(office=str(cast.quebec.id), name="%00Je%ED%A0%80anne%00").items()
        for value in (values if isinstance(values, list) else [values])
    )  # fmt: skip
    form = "application/x-www-form-urlencoded"
    for path in ("/referrals/drafts", "/referrals/new"):
        assert client.post(path, data=body.encode(), content_type=form).status_code == 303
    name = only_referral().candidate.name
    assert "\x00" not in name
    assert "Je" in name


@pytest.mark.sqlite_only
def test_every_naughty_string_is_stored_or_refused_and_inert(cast, client_for):
    client = client_for(cast.alice)
    strings = json.loads(BLNS.read_text("utf-8"))
    for number, text in enumerate(strings):
        long = (text + " — elle a de bonnes idées, et le montre depuis 2019.")[:2000]
        fields = {"name": text, "together_where": text, "experience": text, "why": long, "attested_how": text}
        answer = refer(client, cast.quebec, **fields)
        assert answer.status_code in (303, 422), text
        page = client.get(answer.location).text if answer.status_code == 303 else answer.text
        for harm in ("<script>alert", "<img src=x", "onerror=alert(", "javascript:alert"):
            if harm in text and harm.startswith("<"):
                assert harm not in page, text
        if number % 25 == 0:
            assert client.get("/referrals").status_code == 200
