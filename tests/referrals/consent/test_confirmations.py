"""Where the office asks for it, a recorded yes opens nothing before a second person of the office confirmed it."""

from __future__ import annotations

import html

import pytest

from portal.activity.models import Entry
from portal.candidate_portal import expiry, responses
from portal.core.db import db, utcnow
from portal.mail.outbox import OutgoingLetter
from portal.notifications.models import Notice
from portal.offices import editing
from portal.referrals.consent import register
from portal.referrals.record.models import Agreement
from tests import factories
from tests.candidate_portal.answers import a_linked_referral
from tests.referrals.board.moves import history
from tests.referrals.introductions.test_verbal_consent import agree


@pytest.fixture
def referral(cast, client_for, other):
    """Of Alice, to an office that asks for a second person; Rita has recorded its yes."""
    cast.quebec.second_confirms = True
    made, _token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    assert agree(client_for(cast.rita), made).status_code == 200
    return made


@pytest.fixture
def other(cast):
    return factories.a_person("Rosalie Fortin", recruiter=cast.quebec)


def second(client, referral, word: str = "confirmation", **changes):
    data = {"version": referral.version} | changes
    return client.post(f"/referrals/{referral.id}/agreement/{word}", data=data)


def kinds(referral) -> dict[str, str]:
    mine = db.select(Entry).where(Entry.subject_type == "referral", Entry.subject_id == referral.id)
    return {entry.kind: entry.actor_name for entry in db.session.scalars(mine)}


def test_nothing_opens_before_the_second_word(cast, client_for, referral, other):
    assert (referral.agreed_at, referral.opened_at, register.in_force(referral)) == (None, None, {})
    assert db.session.scalars(db.select(OutgoingLetter).where(OutgoingLetter.letter == "consent.recorded")).all() == []
    for reader in (cast.rita, other, cast.max, cast.ada):
        for route in (f"/referrals/{referral.id}", f"/referrals/{referral.id}/card", "/referrals/board", "/"):
            assert "Canari" not in client_for(reader).get(route).text
        assert "Elle a dit oui" not in client_for(reader).get(f"/referrals/{referral.id}").text
    day = html.unescape(client_for(other).get("/referrals/day?kind=to_confirm").text)
    assert "Rita Gagnon a noté un accord" in day
    assert "a noté un accord" not in client_for(cast.rita).get("/referrals/day").text
    heard = db.session.scalars(db.select(Notice.user_id).join(Entry).where(Entry.kind == "referrals.to_confirm")).all()
    assert set(heard) == {other.id, cast.max.id}


@pytest.mark.parametrize("who", ["other", "max"])
def test_a_second_recruiter_or_a_manager_lets_it_count(cast, client_for, referral, other, who):
    person = other if who == "other" else cast.max
    page = client_for(person).get(f"/referrals/{referral.id}").text
    assert f"/referrals/{referral.id}/agreement/confirmation" in page
    assert second(client_for(person), referral).status_code == 303
    yes = register.find_recorded(referral)
    assert (yes.by_id, referral.recruiter_id, referral.stage) == (cast.rita.id, cast.rita.id, "received")
    kept = db.session.scalars(db.select(Agreement)).one()
    assert (kept.confirmed_by_id, kept.in_force_at is not None) == (person.id, True)
    assert kinds(referral)["referrals.to_confirm"] == cast.rita.name
    assert kinds(referral)["referrals.second_said"] == person.name
    told = {line.gesture: line.by_name for line in history(referral) if line.gesture}
    assert told == {"to_confirm": cast.rita.name, "confirmed": person.name}
    for reader in (cast.rita, person):
        assert "Canari" in client_for(reader).get(f"/referrals/{referral.id}").text
    assert (
        len(db.session.scalars(db.select(OutgoingLetter).where(OutgoingLetter.letter == "consent.recorded")).all()) == 1
    )
    assert "consent/" in client_for(cast.alice).get(f"/referrals/{referral.id}").text, "they may say it is not so"
    assert second(client_for(person), referral).status_code == 422


def test_who_recorded_it_can_not_confirm_and_nobody_records_it_twice(cast, client_for, referral, other):
    rita = client_for(cast.rita)
    assert "/agreement/confirmation" not in rita.get(f"/referrals/{referral.id}").text
    answer = second(rita, referral)
    assert (answer.status_code, "Vous avez noté cet accord" in answer.text) == (422, True)
    assert rita.get(f"/referrals/{referral.id}/agreement").location == f"/referrals/{referral.id}"
    assert agree(client_for(other), referral).status_code == 422
    for who, status in (("alice", 403), ("bruno", 404), ("romain", 404), ("ada", 403)):
        assert second(client_for(getattr(cast, who)), referral).status_code == status
    assert (referral.agreed_at, referral.opened_at) == (None, None)


@pytest.mark.parametrize("meanwhile", ["no", "yes", "retraction", "expired"])
def test_what_happened_meanwhile_leaves_nothing_to_confirm(cast, client_for, referral, other, meanwhile):
    seen = referral.version
    if meanwhile == "no":
        responses.decline_referral(referral, now=utcnow())
    elif meanwhile == "yes":
        responses.give_consent(referral, ["this_role"], language="fr", way="letter", now=utcnow())
    elif meanwhile == "retraction":
        assert client_for(cast.alice).post(f"/referrals/{referral.id}/retraction").status_code == 303
    else:
        db.session.commit()
        expiry.expire_referrals(utcnow().replace(year=utcnow().year + 1))
    db.session.commit()
    client, before = client_for(other), (referral.stage, referral.agreed_at)
    assert second(client, referral, version=seen).status_code == 409
    assert second(client, referral).status_code == 422
    assert (referral.stage, referral.agreed_at) == before
    assert "a noté un accord" not in client.get("/referrals/day").text
    assert "/agreement/confirmation" not in client.get(f"/referrals/{referral.id}").text
    assert register.find_recorded(referral) is None


@pytest.mark.parametrize("who", ["rita", "other"])
def test_a_mistake_is_set_aside_and_may_be_recorded_anew(cast, client_for, referral, other, who):
    person = cast.rita if who == "rita" else other
    assert second(client_for(person), referral, "removal").status_code == 303
    assert db.session.scalars(db.select(Agreement)).all() == []
    assert kinds(referral)["referrals.set_aside"] == person.name
    assert history(referral)[-1].gesture == "set_aside"
    assert agree(client_for(other), referral).status_code == 200
    assert second(client_for(cast.rita), referral).status_code == 303
    assert referral.opened_at is not None


def test_the_office_decides_and_the_log_keeps_it(cast, client_for):
    ada, office = client_for(cast.ada), cast.quebec
    page = f"/admin/offices/{office.id}"
    names = set(editing.KEPT) - {"second_confirms"}
    for chosen, kind in ((True, "offices.second_confirms"), (False, "offices.one_records")):
        typed = {name: getattr(office, name) for name in names} | {"version": office.version}
        assert ada.post(page, data=typed | ({"second_confirms": "y"} if chosen else {})).status_code == 303
        db.session.refresh(office)
        assert office.second_confirms is chosen
        assert db.session.scalars(db.select(Entry).where(Entry.kind == kind)).one().actor_id == cast.ada.id
    assert "Une deuxième personne confirme" in ada.get(page).text
    assert "A second person confirms" in ada.get(f"{page}?lang=en").text


def test_it_can_only_be_asked_for_where_two_people_can_give_it(cast, client_for, referral, other):
    ada, office = client_for(cast.ada), cast.quebec
    for person in (other, cast.max):
        person.disabled_at = utcnow()
    office.second_confirms = False
    db.session.commit()
    page, names = f"/admin/offices/{office.id}", set(editing.KEPT) - {"second_confirms"}
    typed = {name: getattr(office, name) for name in names} | {"version": office.version, "second_confirms": "y"}
    for language, words in (("fr", "moins de deux recruteurs"), ("en", "fewer than two recruiters")):
        answer = ada.post(f"{page}?lang={language}", data=typed | {"city": "Saint-Tite"})
        assert answer.status_code == 422
        assert words in answer.text
        assert 'value="Saint-Tite"' in answer.text
    db.session.refresh(office)
    assert office.second_confirms is False
    cast.max.disabled_at = None
    db.session.commit()
    assert ada.post(page, data=typed).status_code == 303
    db.session.refresh(office)
    assert office.second_confirms is True
