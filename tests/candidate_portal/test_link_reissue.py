"""A candidate who can't be written to gets their page back by the privacy officer, and the key is theirs alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.activity.models import Entry
from portal.candidate_portal import responses
from portal.candidate_portal.link_reissue import renewal
from portal.core.db import db, utcnow
from portal.referrals.consent import links
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Referral
from tests import factories, people
from tests.candidate_portal.answers import a_linked_referral, deliver, say
from tests.referrals.board.test_concurrent_moves import at_once

ADDRESS = re.compile(r'id="lost-link"[^>]*value="http://localhost([^"]+)"')


@pytest.fixture
def lost(cast, client):
    """(referral, the link that somebody known by telephone alone has lost)."""
    person = factories.a_candidate("Zéphyrine Canari", email="", phone="+14185550177")
    referral, own = a_linked_referral(cast.alice, factories.a_role(cast.rita), candidate=person)
    say(client, own, referral)
    return referral, own


def told_by(client, referral) -> str:
    """The address that the officer reads once."""
    answer = client.post(f"/referrals/{referral.id}/lost-link")
    assert answer.status_code == 200
    return ADDRESS.search(answer.text)[1]


def test_the_officer_tells_an_address_and_the_candidate_alone_gets_the_key(cast, client, client_for, lost):
    referral, own = lost
    ada = client_for(cast.ada)
    assert f"/referrals/{referral.id}/lost-link" in ada.get(f"/referrals/{referral.id}").text
    shown = ada.get(f"/referrals/{referral.id}/lost-link").text
    assert ("Canari" in shown, client.get(f"/consent/{own}").status_code) == (False, 200), "looking changes nothing"
    address = told_by(ada, referral)
    assert address not in ada.get(f"/referrals/{referral.id}/lost-link").text
    between = links.token_of(links.link_of(referral.id))
    assert client.get(f"/consent/{own}").status_code == 404
    assert between not in address
    for _again in range(2):
        assert client.get(address).status_code == 200
    assert ada.get(address).status_code == ada.post(address).status_code == 403
    answer = client.post(address)
    fresh = links.token_of(links.link_of(referral.id))
    assert (answer.status_code, answer.location, fresh != between) == (303, f"/consent/{fresh}", True)
    assert "418 555-0177" in client.get(f"{answer.location}/data").text
    for dead in (address, f"/consent/{between}"):
        assert client.get(dead).status_code == 404
    assert client.post(address).status_code == 404
    kinds = db.session.execute(db.select(Entry.kind, Entry.actor_name).order_by(Entry.id.desc()).limit(2)).all()
    assert [tuple(kind) for kind in kinds] == [("referrals.link_taken", ""), ("referrals.link_told", cast.ada.name)]


def test_the_address_ends_with_its_day_with_the_next_one_and_with_the_data(cast, client, client_for, lost):
    referral, _own = lost
    link, now = links.link_of(referral.id), utcnow()
    past = renewal.address_of(link, now - timedelta(days=1)).removeprefix("http://localhost")
    first = told_by(client_for(cast.ada), referral)
    second = told_by(client_for(cast.ada), referral)
    later = re.sub(r"/(\d+)/(?=[^/]+$)", lambda day: f"/{int(day[1]) + 9}/", second)
    assert [client.get(one).status_code for one in (past, first, later, second)] == [404, 404, 404, 200]
    responses.request_erasure(referral, now=now)
    db.session.commit()
    assert client.get(second).status_code == client.post(second).status_code == 404
    assert client_for(cast.ada).post(f"/referrals/{referral.id}/lost-link").status_code == 422


def test_of_two_renewals_at_once_one_ends_what_the_other_tells(committed):
    cast = people.gather()
    person = factories.a_candidate("Zéphyrine Canari", email="", phone="+14185550177")
    referral, _own = a_linked_referral(cast.alice, candidate=person)
    number, officer, told = referral.id, cast.ada.id, []

    def renew() -> None:
        by = db.session.get_one(people.User, officer)
        told.append(renewal.renew_lost_link(db.session.get_one(Referral, number), by=by, now=utcnow()))

    assert at_once(committed, renew, renew, renew) == [True] * 3
    client = committed.test_client()
    assert sorted(client.get(one.removeprefix("http://localhost")).status_code for one in told) == [200, 404, 404]


@pytest.mark.parametrize("silent", [False, True])
def test_who_can_be_written_to_gets_it_by_letter_and_nobody_reads_it(cast, client, client_for, silent):
    referral, own = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    say(client, own, referral)
    if silent:
        contact_hashes.suppress_hashes(
            contact_hashes.hashes_of(referral.candidate_id)
            or contact_hashes.hash_addresses("canari@exemple.example.com"),
            how="page",
            now=utcnow(),
        )
    answer = client_for(cast.ada).post(f"/referrals/{referral.id}/lost-link")
    fresh = links.token_of(links.link_of(referral.id))
    assert fresh not in answer.text
    assert bool(ADDRESS.search(answer.text)) is silent
    assert [f"/consent/{fresh}" in mail.text for mail in deliver(referral)] == ([] if silent else [True])


def test_administrators_alone_and_never_of_somebody_whom_they_referred(cast, client, client_for, lost):
    referral, _own = lost
    for who, status in (("alice", 403), ("rita", 403), ("max", 403), ("romain", 403)):
        for method in ("get", "post"):
            assert (
                getattr(client_for(getattr(cast, who)), method)(f"/referrals/{referral.id}/lost-link").status_code
                == status
            )
    cast.alice.is_admin = True
    db.session.commit()
    assert client_for(cast.alice).post(f"/referrals/{referral.id}/lost-link").status_code == 422


def test_the_page_of_a_dead_link_says_who_renews_it(client):
    assert "La personne responsable de la protection" in client.get("/consent/nothing").text
    assert "renews your link" in client.get("/consent/nothing?lang=en").text
