"""The palette shows the best first, not the newest."""

from __future__ import annotations

import re

import pytest

from portal.core import search
from portal.core.db import db
from portal.opportunities import queries
from portal.producers.models import Profile
from portal.referrals.record import search_index
from portal.referrals.record.access_log import Sighting
from portal.referrals.record.models import Referral
from tests import factories

LONGER = ["Rousseau", "Rouleau", "Roussel", "Roussy", "Rouillard", "Rouvier", "Rouget", "Rouxel"]


def find(client, query: str, of: str) -> list[str]:
    """The addresses of the lines of one group, as they stand."""
    page = client.get("/palette", query_string={"q": query}, htmx=True).text
    return re.findall(rf'href="(/{of}/\d+)"', page)


def a_known(referrer, name: str) -> Referral:
    referral = factories.a_referral(referrer, stage="received", candidate=factories.a_candidate(name), typed_name=name)
    search_index.index_referral(referral)
    db.session.commit()
    return referral


@pytest.mark.parametrize("reader", ["rita", "ada", "alice"])
def test_a_whole_name_comes_before_longer_and_newer_ones(cast, client_for, reader):
    roux, *_longer, rouxel = [a_known(cast.alice, f"Louis-Philippe {name}") for name in ("Roux", *LONGER)]
    client = client_for(getattr(cast, reader))
    assert find(client, "roux", "referrals") == [f"/referrals/{roux.id}", f"/referrals/{rouxel.id}"]
    assert find(client, "louis philippe roux", "referrals")[0] == f"/referrals/{roux.id}"
    assert len(find(client, "rou", "referrals")) == 5


def test_the_candidate_s_own_name_comes_before_that_of_who_referred_them(cast, client_for):
    roux = factories.a_person("Denise Roux", producer=cast.quebec)
    wanted = a_known(cast.alice, "Ida Roux")
    others = [a_known(roux, f"Marc Tremblay-{name}") for name in LONGER]
    found = find(client_for(cast.rita), "roux", "referrals")
    assert found[0] == f"/referrals/{wanted.id}"
    assert found[1:] == [f"/referrals/{referral.id}" for referral in others[:-5:-1]]


def test_one_s_own_do_not_hide_the_best_of_the_board_and_only_what_is_shown_was_seen(cast, client_for):
    db.session.add(Profile(user_id=cast.rita.id, office_id=cast.quebec.id))
    wanted = a_known(cast.alice, "Ida Roux")
    own = [a_known(cast.rita, f"Ana {name}") for name in LONGER]
    a_known(cast.alice, "Ida Rouxinol")
    client = client_for(cast.rita)
    assert find(client, "rou", "referrals") == [f"/referrals/{referral.id}" for referral in own[:-6:-1]]
    assert db.session.scalar(db.select(db.func.count()).select_from(Sighting)) == 0
    assert find(client, "roux", "referrals")[0] == f"/referrals/{wanted.id}"


@pytest.mark.parametrize(("typed", "called"), [("damours", "Zoé D’Amours"), ("saint pierre", "Zoé St-Pierre")])
def test_one_s_own_are_found_in_each_way_a_name_is_written(cast, client_for, typed, called):
    referral = factories.a_referral(cast.alice, typed_name=called)
    assert find(client_for(cast.alice), typed, "referrals") == [f"/referrals/{referral.id}"]
    assert find(client_for(cast.alice), "!!!", "referrals") == []


def test_a_role_called_so_comes_before_newer_ones_that_speak_of_it(cast, client_for):
    wanted, *others = [factories.a_role(cast.rita, title) for title in ("Actuaire", *["Conseillère"] * 6)]
    for role in others:
        role.body_fr = "Avec nos actuaires"
    for role in (wanted, *others):
        queries.index_opportunity(role)
    db.session.commit()
    client = client_for(cast.alice)
    for typed in ("actuaire", "actuaires"):
        found = find(client, typed, "opportunities")
        assert len(found) == 5
    assert find(client, "actuaire", "opportunities")[0] == f"/opportunities/{wanted.id}"


@pytest.mark.parametrize(("address", "of"), [("/producers", "producers"), ("/admin/people", "admin/people")])
def test_lists_of_people_begin_with_whom_the_words_call(cast, client_for, address, of):
    made = [factories.a_person(f"{name} Ana", producer=cast.quebec) for name in ("Roux", "Rouxa", "Rousseau")]
    made.append(factories.a_person("Aaron Rouxel", producer=cast.quebec))
    for person in made:
        db.session.add(Profile(user_id=person.id, office_id=cast.quebec.id))
        search.index_row("person", person.id, own=[person.name])
    db.session.commit()
    page = client_for(cast.ada).get(f"{address}?q=roux").text
    found = list(dict.fromkeys(int(ident) for ident in re.findall(rf'"/{of}/(\d+)', page)))
    assert found == [made[0].id, made[3].id, made[1].id]
