"""Producers: found by name, known by their colleagues, and alone in writing their own profile."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from portal.accounts.models import Membership
from portal.accounts.users import make_findable
from portal.core.db import db, utcnow
from portal.producers import policy, profiles
from portal.producers.models import Profile
from tests import factories

BLNS = json.loads((Path(__file__).resolve().parents[1] / "data" / "blns.json").read_text())
TOLD = {
    "fields": ["insurance", "wealth"],
    "languages": ["fr", "es"],
    "region": "Lévis",
    "since": ["3", "2019"],
    "growth": "Les jeunes familles.\nPuis leurs parents.",
    "contact_preference": "text",
}


def told(profile: Profile, **changes) -> dict:
    return TOLD | {"version": str(profile.version)} | changes


def profile_of(person) -> Profile:
    return db.session.get(Profile, person.id)


@pytest.fixture
def findable(cast):
    for person in (cast.alice, cast.bruno):
        make_findable(person)
    db.session.commit()
    return cast


def test_a_producer_is_found_without_accents(findable, client_for):
    page = client_for(findable.rita).get("/producers?q=cote", htmx=True)
    assert page.status_code == 200
    assert "Alice Côté" in page.text
    assert "Alice Côté" not in client_for(findable.rita).get("/producers?q=tremblay").text


def test_one_sees_the_producers_of_ones_own_offices(findable, client_for):
    assert "Bruno" not in client_for(findable.alice).get("/producers").text
    everybody = client_for(findable.ada).get("/producers").text
    assert "Bruno Lévesque" in everybody
    assert "Alice Côté" in everybody


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("rita", 200), ("max", 200), ("ada", 200), ("bruno", 404), ("romain", 404)]
)
def test_the_page_of_a_producer_is_for_the_office(cast, client_for, who, status):
    assert client_for(getattr(cast, who)).get(f"/producers/{cast.alice.id}").status_code == status


def test_who_is_no_producer_or_disabled_is_not_there(cast, client_for):
    ada = client_for(cast.ada)
    assert ada.get(f"/producers/{cast.rita.id}").status_code == 404
    assert ada.get("/producers/999999").status_code == 404
    cast.alice.disabled_at = utcnow()
    assert ada.get(f"/producers/{cast.alice.id}").status_code == 404
    assert "Alice Côté" not in ada.get("/producers").text


@pytest.mark.parametrize(
    ("who", "sees"), [("alice", True), ("rita", True), ("max", True), ("ada", False), ("zoe", True), ("carl", False)]
)
def test_outcomes_are_seen_by_the_producer_recruiters_and_managers(cast, client_for, who, sees):
    zoe = factories.a_person("Zoé Roy", recruiter=cast.quebec)
    carl = factories.a_person("Carl Roy", producer=cast.quebec)
    factories.a_referral(cast.alice, stage="hired")
    page = client_for({"zoe": zoe, "carl": carl}.get(who) or getattr(cast, who)).get(f"/producers/{cast.alice.id}")
    assert page.status_code == 200
    assert ('class="figures"' in page.text) == sees


def test_a_partner_who_recruits_there_no_longer_does_not_see_outcomes(cast, client_for):
    assert policy.may_see_outcomes(cast.rita, profile_of(cast.alice))
    cast.rita.memberships = [Membership(office_id=cast.quebec.id, role="producer")]
    cast.rita.__dict__.pop("roles", None)
    assert not policy.may_see_outcomes(cast.rita, profile_of(cast.alice))


def test_others_count_only_the_referrals_of_their_office(cast, client_for):
    factories.a_referral(cast.alice, factories.a_role(cast.romain), stage="hired")
    factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="interview")
    own = client_for(cast.alice).get(f"/producers/{cast.alice.id}").text
    partner = client_for(cast.rita).get(f"/producers/{cast.alice.id}").text
    assert [len(re.findall(r"<dd><a [^>]*>1<", page)) for page in (own, partner)] == [2, 1]


def test_producers_write_their_own_profile(cast, client_for):
    alice = client_for(cast.alice)
    assert alice.post(f"/producers/{cast.alice.id}/edit", data=told(profile_of(cast.alice))).status_code == 303
    kept = profile_of(cast.alice)
    assert (kept.fields, kept.region, kept.since.year) == (["insurance", "wealth"], "Lévis", 2019)
    assert "Les jeunes familles." in alice.get(f"/producers/{cast.alice.id}").text


@pytest.mark.parametrize(("who", "status"), [("rita", 403), ("max", 403), ("ada", 403), ("bruno", 404)])
def test_nobody_else_writes_it(cast, client_for, who, status):
    answer = client_for(getattr(cast, who)).post(f"/producers/{cast.alice.id}/edit", data=told(profile_of(cast.alice)))
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("rita", 303), ("max", 303), ("ada", 303), ("alice", 403), ("romain", 404)]
)
def test_the_office_names_the_partner(cast, client_for, who, status):
    zoe = factories.a_person("Zoé Roy", recruiter=cast.quebec)
    given = {"partner": str(zoe.id), "version": str(profile_of(cast.alice).version)}
    assert client_for(getattr(cast, who)).post(f"/producers/{cast.alice.id}/partner", data=given).status_code == status
    assert (profile_of(cast.alice).partner_id == zoe.id) == (status == 303)


def test_a_recruiter_of_another_office_is_no_partner(cast, client_for):
    given = {"partner": str(cast.romain.id), "version": str(profile_of(cast.alice).version)}
    assert client_for(cast.rita).post(f"/producers/{cast.alice.id}/partner", data=given).status_code == 422
    assert profile_of(cast.alice).partner_id == cast.rita.id


def test_two_who_write_at_once_are_told_and_keep_their_text(cast, client_for):
    old = told(profile_of(cast.alice), growth="Ma deuxième version")
    given = {"partner": "0", "version": old["version"]}
    client_for(cast.rita).post(f"/producers/{cast.alice.id}/partner", data=given)
    answer = client_for(cast.alice).post(f"/producers/{cast.alice.id}/edit", data=old)
    assert answer.status_code == 409
    assert "Ma deuxième version" in answer.text
    assert f'value="{profile_of(cast.alice).version}"' in answer.text


def test_a_bank_card_number_is_refused(cast, client_for):
    given = told(profile_of(cast.alice), growth="Carte 4111 1111 1111 1111")
    assert client_for(cast.alice).post(f"/producers/{cast.alice.id}/edit", data=given).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"fields": ["astrology"]}, {"languages": ["xx"]}, {"since": ["3", "2190"]}, {"contact_preference": "no"}]
)
def test_what_makes_no_sense_is_refused_in_place(cast, client_for, wrong):
    given = told(profile_of(cast.alice), **wrong)
    answer = client_for(cast.alice).post(f"/producers/{cast.alice.id}/edit", data=given)
    assert answer.status_code == 422
    assert "Les jeunes familles." in answer.text


def test_who_becomes_a_producer_gets_a_profile(cast):
    new = factories.a_person("Zoé Roy", producer=cast.montreal)
    profiles.ensure_profile(new)
    assert profile_of(new).office_id == cast.montreal.id


@pytest.mark.sqlite_only
@pytest.mark.parametrize("first", range(0, len(BLNS), 100))
def test_naughty_strings_are_kept_inert_or_refused(cast, client_for, first):
    alice = client_for(cast.alice)
    for text in BLNS[first : first + 100]:
        given = told(profile_of(cast.alice), region=text[:120], growth=text)
        assert alice.post(f"/producers/{cast.alice.id}/edit", data=given).status_code in (303, 422)
        page = alice.get(f"/producers/{cast.alice.id}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert alice.get("/producers", query_string={"q": text, "office": text, "shown": text}).status_code == 200
