"""The link: unknown, expired, ended and foreign ones give one page; of many answers at once one counts."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest

from portal.candidate_portal.views import MISSES
from portal.core.db import db, utcnow
from portal.core.tokens import derive_token, new_token
from portal.referrals.consent import links
from portal.referrals.consent.models import Consent
from portal.referrals.record.models import Referral, StageMove
from portal.web.http.concurrency_limit import OF_WRITERS, WAITING
from tests import factories, people
from tests.candidate_portal.answers import a_linked_referral, say

LET_IN = OF_WRITERS + WAITING
"""How many answers a process takes at once; whoever comes after them is asked to come again."""
TOKEN = re.compile(r'name="csrf_token"[^>]*value="[^"]*"|"X-CSRFToken":"[^"]*"')


def body(answer) -> str:
    return TOKEN.sub("", answer.text)


def test_dead_links_are_told_apart_by_nobody(cast, client):
    expired, expired_token = a_linked_referral(cast.alice)
    links.link_of(expired.id).expires_at = utcnow() - timedelta(minutes=1)
    _erased, erased_token = a_linked_referral(cast.alice, candidate=factories.a_candidate("Efface Moi"))
    client.post(f"/consent/{erased_token}/erasure")
    ended, ended_token = a_linked_referral(cast.alice, candidate=factories.a_candidate("Fin Finie"))
    links.end_links(ended.id, now=utcnow())
    living = links.link_of(a_linked_referral(cast.alice, candidate=factories.a_candidate("Vive Voix"))[0].id)
    foreign = derive_token("contact", living.id, living.nonce)
    dead = [new_token(), expired_token, erased_token, ended_token, foreign, living.token_digest, "x", "é" * 50]
    pages = set()
    for number, token in enumerate(dead):
        client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        for part in ("", "/data", "/data.json"):
            answer = client.get(f"/consent/{token}{part}")
            assert answer.status_code == 404
            pages.add(body(answer))
        for part in ("", "/details", "/purposes", "/sameness", "/withdrawal", "/erasure"):
            assert client.post(f"/consent/{token}{part}", data={"answer": "yes"}).status_code == 404
    assert len(pages) == 1
    assert db.session.scalars(db.select(Consent)).all() == []


def test_a_link_lives_by_the_clock_and_after_a_yes_as_long_as_the_data(cast, client):
    referral, token = a_linked_referral(cast.alice, days_ago=13.9)
    assert client.get(f"/consent/{token}").status_code == 200
    say(client, token, referral)
    links.link_of(referral.id).expires_at = utcnow() - timedelta(days=100)
    assert client.get(f"/consent/{token}").status_code == 200


def test_an_answer_is_not_given_twice(cast, client):
    referral, token = a_linked_referral(cast.alice)
    assert say(client, token, referral).status_code == 303
    for answer in ("yes", "no"):
        again = say(client, token, referral, answer=answer)
        assert (again.status_code, again.location) == (303, f"/consent/{token}")
    assert referral.agreed_at is not None
    assert len(db.session.scalars(db.select(Consent)).all()) == 1
    assert "Une réponse est déjà donnée" in client.get(f"/consent/{token}").text


def test_dead_links_are_limited_by_address_and_living_ones_are_not(cast, client):
    _referral, token = a_linked_referral(cast.alice)
    most = int(MISSES.split()[0])
    codes = [client.get(f"/consent/{new_token()}").status_code for _try in range(most + 3)]
    assert codes == [404] * most + [429] * 3
    assert client.get(f"/consent/{token}").status_code == 200


def test_of_many_answers_at_once_one_counts_and_all_see_a_sane_page(committed):
    cast = people.gather()
    referral, token = a_linked_referral(cast.alice)
    number, clients = referral.id, [committed.test_client() for _one in range(LET_IN)]
    for one in clients:
        one.token()
    told = {
        "name": "Zéphyrine Canari",
        "email": "canari@exemple.example.com",
        "language": "fr",
        "purposes": "this_role",
    }
    codes, gate = [], threading.Barrier(LET_IN)

    def answer(index: int) -> None:
        gate.wait()
        said = "yes" if index % 2 else "no"
        codes.append(
            clients[index].post(f"/consent/{token}", data=told | {"purposes": "this_role", "answer": said}).status_code
        )

    threads = [threading.Thread(target=answer, args=(index,)) for index in range(LET_IN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    after = db.session.get(Referral, number)
    consents = db.session.scalars(db.select(Consent).where(Consent.referral_id == number)).all()
    moves = db.session.scalars(db.select(StageMove).where(StageMove.referral_id == number)).all()
    assert set(codes) == {303}
    assert (after.stage, len(consents), len(moves)) in (("awaiting_consent", 1, 0), ("declined", 0, 1))
    assert (after.agreed_at is not None) == (len(consents) == 1)
    assert committed.test_client().get(f"/consent/{token}").status_code == 200


@pytest.mark.sqlite_only
@pytest.mark.parametrize("to", ["", "/details", "/purposes"])
def test_a_form_that_comes_back_empty_breaks_nothing(cast, client, to):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    if to:
        say(client, token, referral)
    assert client.post(f"/consent/{token}{to}", data={}).status_code in (303, 422)
