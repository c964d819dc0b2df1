"""Asking producers whether they know somebody: whom, once a week, and what becomes of their answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import User
from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.notifications.models import Notice
from portal.opportunities.candidate_requests import requests
from portal.opportunities.candidate_requests.models import CandidateRequest
from portal.opportunities.models import Opportunity
from portal.privacy import erasure
from portal.producers.models import Profile
from portal.referrals.recruiter_tasks import queries
from tests import factories, people
from tests.opportunities.two_workers import at_once

NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)
KEY = "a-key-that-nobody-guesses"


def a_producer(cast, name: str, *fields: str):
    person = factories.a_person(name, producer=cast.quebec)
    db.session.add(Profile(user_id=person.id, office_id=cast.quebec.id, fields=list(fields)))
    db.session.commit()
    return person


def kept() -> list[CandidateRequest]:
    return list(db.session.scalars(select(CandidateRequest).order_by(CandidateRequest.id)))


def heard(person) -> list[str]:
    query = select(Entry.kind).join(Notice, Notice.entry_id == Entry.id).where(Notice.user_id == person.id)
    return [kind.rpartition(".")[2] for kind in db.session.scalars(query.order_by(Notice.id))]


@pytest.fixture
def role(cast):
    return factories.a_role(cast.rita, "Courtière")


@pytest.fixture
def asked(cast, role) -> CandidateRequest:
    """Rita asked Alice."""
    requests.ask_producers(role, [cast.alice.id], "Pensez-vous à quelqu’un ?", by=cast.rita, now=utcnow())
    db.session.commit()
    return kept()[0]


def test_the_office_s_producers_are_proposed_by_field_and_name_alone(cast, role):
    a_producer(cast, "Zoé Audet", "insurance")
    a_producer(cast, "Benoît Roy", "mortgage")
    a_producer(cast, "Anne Blais")
    proposed = requests.propose_producers(role, by=cast.rita, now=NOW)
    assert [(one.name, one.fits) for one in proposed] == [
        ("Alice Côté", True), ("Anne Blais", True), ("Zoé Audet", True), ("Benoît Roy", False),
    ]  # fmt: skip
    assert proposed[0]._fields == ("id", "name", "fits", "may_be_asked"), "nothing of anybody’s past"


def test_a_request_is_sent_once_and_each_producer_hears_of_it(cast, role, client_for):
    other = a_producer(cast, "Zoé Audet", "insurance")
    rita, address = client_for(cast.rita), f"/opportunities/{role.id}/requests"
    page = rita.get(address).text
    assert "Je cherche quelqu’un pour" in page
    form = {"to": [cast.alice.id, other.id], "message": "Pensez-vous à quelqu’un ?", "deed_key": KEY}
    for _click in range(2):
        assert rita.post(address, data=form).status_code == 303
    assert [(one.user_id, one.by_id) for one in kept()] == [(cast.alice.id, cast.rita.id), (other.id, cast.rita.id)]
    assert heard(cast.alice) == heard(other) == ["candidate_asked"]
    assert heard(cast.bruno) == []
    left_out = rita.get(address).text
    assert left_out.count("demande déjà reçue cette semaine") == 2
    assert left_out.count(" disabled") >= 2


def test_nobody_is_asked_twice_in_a_week_whoever_asks_about_whatever_role(cast, role):
    mathis = factories.a_person("Mathis Côté", recruiter=cast.quebec)
    other = factories.a_role(mathis, "Planificateur")
    zoe = a_producer(cast, "Zoé Audet", "insurance")
    requests.ask_producers(role, [cast.alice.id], "?", by=cast.rita, now=NOW)
    for later in (timedelta(0), timedelta(days=7) - timedelta(seconds=1)):
        with pytest.raises(Conflict, match="Alice Côté"):
            requests.ask_producers(other, [cast.alice.id, zoe.id], "?", by=mathis, now=NOW + later)
    assert len(kept()) == 1, "all or none"
    assert requests.ask_producers(other, [cast.alice.id, zoe.id], "?", by=mathis, now=NOW + timedelta(days=7)) == 2


def test_a_refused_request_keeps_what_was_typed_and_chosen(cast, role, client_for, asked):
    zoe = a_producer(cast, "Zoé Audet", "insurance")
    form = {"to": [cast.alice.id, zoe.id], "message": "Mes mots à moi", "deed_key": KEY}
    answer = client_for(cast.rita).post(f"/opportunities/{role.id}/requests", data=form)
    assert answer.status_code == 409
    assert "Demande déjà reçue cette semaine : Alice Côté" in answer.text.replace("\u00a0", " ")
    assert "Mes mots à moi" in answer.text
    assert f'value="{zoe.id}" checked' in answer.text
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("form", "status"),
    [({"to": []}, 422), ({"message": " "}, 422), ({"message": "130 692 544"}, 422), ({"to": ["999999"]}, 422)],
)
def test_what_makes_no_sense_is_refused(cast, role, client_for, form, status):
    sent = {"to": [cast.alice.id], "message": "Bonjour", "deed_key": KEY} | form
    assert client_for(cast.rita).post(f"/opportunities/{role.id}/requests", data=sent).status_code == status
    assert kept() == []


def test_no_more_than_ten_and_only_producers_of_the_office_for_open_roles(cast, role):
    many = [a_producer(cast, f"Personne {number}").id for number in range(11)]
    for ids in ([], many, [cast.bruno.id], [cast.max.id]):
        with pytest.raises(Refused):
            requests.ask_producers(role, ids, "?", by=cast.rita, now=NOW)
    paused = factories.a_role(cast.rita, state="paused")
    with pytest.raises(Refused):
        requests.ask_producers(paused, many[:1], "?", by=cast.rita, now=NOW)
    assert requests.ask_producers(role, many[:10], "?", by=cast.rita, now=NOW) == 10


def test_two_recruiters_at_once_ask_a_producer_once(committed):
    cast = people.gather()
    mathis = factories.a_person("Mathis Côté", recruiter=cast.quebec)
    roles = {one.id: factories.a_role(one).id for one in (cast.rita, mathis)}
    waiting = [cast.rita.id, mathis.id]

    def ask() -> str:
        by = db.session.get(User, waiting.pop())
        role = db.session.get(Opportunity, roles[by.id])
        try:
            requests.ask_producers(role, [cast.alice.id], "?", by=by, now=NOW)
        except Conflict:
            return "late"
        return "asked"

    assert sorted(at_once(committed, ask)) == ["asked", "late"]
    assert len(kept()) == 1


def test_i_have_somebody_opens_a_referral_for_that_role(cast, role, client_for, asked):
    alice = client_for(cast.alice)
    page = alice.get(f"/opportunities/requests/{asked.id}").text
    assert "Pensez-vous à quelqu’un" in page
    answer = alice.post(f"/opportunities/requests/{asked.id}/answer", data={"answer": "have"})
    assert answer.location == f"/referrals/new?opportunity={role.id}"
    assert "Courtière" in alice.get(answer.location).text
    assert heard(cast.rita) == ["candidate_have"]
    assert "Pense à quelqu’un" in client_for(cast.max).get(f"/opportunities/{role.id}/requests", htmx=True).text


def test_an_answer_is_kept_once(cast, client_for, asked):
    alice, address = client_for(cast.alice), f"/opportunities/requests/{asked.id}/answer"
    assert [alice.post(address, data={"answer": "not_now"}).status_code for _click in range(2)] == [303, 303]
    assert alice.post(address, data={"answer": "have"}).status_code == 409
    assert alice.post(address, data={"answer": "x"}).status_code == 422
    assert heard(cast.rita) == ["candidate_not_now"]


def test_a_question_waits_in_the_recruiter_s_day_until_it_is_answered(cast, client_for, asked):
    alice, address = client_for(cast.alice), f"/opportunities/requests/{asked.id}"
    assert alice.post(f"{address}/answer", data={"answer": "more", "question": ""}).status_code == 422
    assert alice.post(f"{address}/answer", data={"answer": "more", "question": "À temps partiel ?"}).status_code == 303
    (item,) = queries.list_items(cast.rita, "fr", utcnow())
    assert (item.kind, item.id, item.referrer.name) == ("question", asked.id, "Alice Côté")
    rita = client_for(cast.rita)
    day = rita.get("/referrals/day").text
    assert "aimerait en savoir plus" in day
    assert f'href="{address}"' in day
    assert "À temps partiel" in rita.get(address).text
    assert rita.post(f"{address}/reply", data={"reply": "Oui, trois jours."}).status_code == 303
    assert rita.post(f"{address}/reply", data={"reply": "Autre chose."}).status_code == 409
    assert queries.list_items(cast.rita, "fr", utcnow()) == []
    assert heard(cast.alice) == ["candidate_asked", "candidate_replied"]
    assert "Oui, trois jours." in alice.get(address).text
    assert alice.post(f"{address}/answer", data={"answer": "not_now"}).status_code == 303, "there is an answer still"


def test_of_a_role_that_has_closed_nothing_is_asked_any_more(cast, role, client_for, asked):
    role.state = "filled"
    db.session.commit()
    page = client_for(cast.alice).get(f"/opportunities/requests/{asked.id}").text
    assert "n’est plus ouvert" in page
    assert 'value="have"' not in page


def test_other_producers_read_nothing_of_it(cast, client_for, asked):
    zoe = a_producer(cast, "Zoé Audet", "insurance")
    for person in (zoe, cast.bruno, cast.romain):
        assert client_for(person).get(f"/opportunities/requests/{asked.id}").status_code == 404


def test_no_word_of_it_is_in_the_log(cast, role, client_for):
    requests.ask_producers(role, [cast.alice.id], "Canari jaune", by=cast.rita, now=NOW)
    (one,) = kept()
    requests.answer_request(one, "more", "Canari vert", by=cast.alice, now=NOW)
    assert "Canari" not in client_for(cast.ada).get("/admin/log").text


def test_erasing_somebody_leaves_no_word_that_names_them(cast, role, asked):
    candidate = factories.a_candidate("Zéphirine Quintal")
    factories.a_referral(cast.alice, role, candidate=candidate)
    requests.answer_request(asked, "more", "Zéphirine Quintal conviendrait ?", by=cast.alice, now=NOW)
    requests.reply_to_question(asked, "Oui.", by=cast.rita, now=NOW)
    erasure.erase_candidate(candidate, why="asked", now=NOW)
    db.session.refresh(asked)
    assert (asked.question, asked.reply, asked.answer) == ("", "Oui.", "more")
