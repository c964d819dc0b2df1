"""The pages of handing over: one referral, and the ticked rows of the list."""

from __future__ import annotations

import pytest

from portal.core.db import db, utcnow
from portal.referrals.record.access_log import Sighting
from portal.referrals.record.models import Referral
from tests import factories

CANARY = "Zéphyrine Canari"
ADDRESS = "/referrals/handover"


@pytest.fixture
def rosalie(cast):
    return factories.a_person("Rosalie Fortin", recruiter=cast.quebec)


@pytest.fixture
def referral(cast):
    candidate = factories.a_candidate(CANARY)
    return factories.a_referral(cast.alice, factories.a_role(cast.rita), candidate=candidate)


def test_the_page_of_a_referral_leads_there_for_recruiters_and_managers(cast, client_for, referral, rosalie):
    way = f"{ADDRESS}?referral={referral.id}"
    for person, shown in (("rita", True), ("max", True), ("alice", False), ("ada", False)):
        assert (way in client_for(getattr(cast, person)).get(f"/referrals/{referral.id}").text) is shown, person


def test_nobody_reads_who_it_is_before_the_yes(cast, client_for, referral, rosalie):
    page = client_for(cast.max).get(f"{ADDRESS}?referral={referral.id}").text
    assert "Rosalie Fortin" in page
    assert CANARY not in page


def test_who_it_is_after_the_yes_is_kept_as_seen(cast, client_for, rosalie):
    person = factories.a_candidate(CANARY)
    opened = factories.a_referral(cast.alice, factories.a_role(cast.rita), candidate=person, stage="received")
    assert CANARY in client_for(cast.max).get(f"{ADDRESS}?referral={opened.id}").text
    seen = db.session.scalars(db.select(Sighting).where(Sighting.candidate_id == person.id)).all()
    assert [one.actor_id for one in seen] == [cast.max.id]


def test_one_click_hands_it_over_and_leads_back(cast, client_for, referral, rosalie):
    sent = {"referral": f"{referral.id}:{referral.version}", "to": rosalie.id}
    answer = client_for(cast.max).post(ADDRESS, data=sent)
    assert (answer.status_code, answer.location) == (303, f"/referrals/{referral.id}")
    db.session.expire_all()
    assert db.session.get(Referral, referral.id).recruiter_id == rosalie.id
    mine = client_for(cast.alice).get(f"/referrals/{referral.id}?lang=en").text
    assert "Your referral is now handled by Rosalie Fortin." in mine


def test_ten_ticked_rows_go_in_one_click_of_the_list(cast, client_for, rosalie):
    role = factories.a_role(cast.rita)
    referrals = [factories.a_referral(cast.alice, role, stage="received") for _one in range(10)]
    client = client_for(cast.max)
    page = client.get("/referrals/board?view=list&mine=").text
    assert 'id="hand-over"' in page
    ticks = [f"{one.id}:{one.version}" for one in referrals]
    assert all(f'value="{tick}"' in page for tick in ticks)
    sent = {"referral": ticks, "to": rosalie.id, "back": "/referrals/board?view=list"}
    answer = client.post(ADDRESS, data=sent)
    assert (answer.status_code, answer.location) == (303, "/referrals/board?view=list")
    db.session.expire_all()
    assert {db.session.get(Referral, one.id).recruiter_id for one in referrals} == {rosalie.id}


def test_who_does_not_work_here_has_no_ticks(cast, client_for, referral):
    assert 'id="hand-over"' not in client_for(cast.ada).get("/referrals/board?view=list").text


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/admin"])
def test_it_leads_to_no_address_of_others(cast, client_for, referral, rosalie, back):
    sent = {"referral": f"{referral.id}:{referral.version}", "to": rosalie.id, "back": back}
    assert client_for(cast.rita).post(ADDRESS, data=sent).location == f"/referrals/{referral.id}"


def test_what_changed_meanwhile_is_shown_again_with_the_choice(cast, client_for, referral, rosalie):
    sent = {"referral": f"{referral.id}:9", "to": rosalie.id}
    answer = client_for(cast.rita).post(ADDRESS, data=sent, htmx=True)
    assert answer.status_code == 409
    assert f'value="{referral.id}:{referral.version}"' in answer.text
    assert f'<option selected value="{rosalie.id}">' in answer.text


def test_only_staff_of_the_office_may(cast, client_for, referral, rosalie):
    sent = {"referral": f"{referral.id}:1", "to": rosalie.id}
    expected = {"alice": 403, "bruno": 403, "romain": 404, "ada": 403}
    for person, status in expected.items():
        client = client_for(getattr(cast, person))
        assert client.get(f"{ADDRESS}?referral={referral.id}").status_code == status, person
        assert client.post(ADDRESS, data=sent).status_code == status, person


def test_nothing_ticked_too_much_and_nonsense_are_refused_in_plain_words(cast, client_for, referral, rosalie):
    client = client_for(cast.rita)
    assert client.post(ADDRESS, data={"to": rosalie.id}).status_code == 422
    many = [f"{number}:1" for number in range(1, 2001)]
    answer = client.post(f"{ADDRESS}?lang=en", data={"referral": many, "to": rosalie.id})
    assert answer.status_code == 422
    assert "At most 100" in answer.text
    assert client.post(ADDRESS, data={"referral": ["x:y", "²:1"], "to": "z"}).status_code == 422
    ended = factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="hired", closed_at=utcnow())
    assert client.get(f"{ADDRESS}?referral={ended.id}").status_code == 422
