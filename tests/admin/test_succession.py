"""Nobody leaves with what they hold: it is handed on before, and everybody concerned hears of it once."""

from __future__ import annotations

import pytest

from portal.accounts.models import User
from portal.activity.log import describe_entry
from portal.core.db import db, utcnow
from portal.notifications.models import Notice
from portal.opportunities.models import Opportunity
from portal.producers.models import Profile
from portal.referrals.record.models import Referral
from portal.referrals.status_updates import requests
from tests import factories


@pytest.fixture
def rosalie(cast):
    return factories.a_person("Rosalie Fortin", recruiter=cast.quebec)


@pytest.fixture
def held(cast):
    """Rita holds two referrals, a role, and is the partner of Alice."""
    role = factories.a_role(cast.rita)
    return [factories.a_referral(cast.alice, role, stage="received") for _one in range(2)]


def address(person, then: str = "") -> str:
    return f"/admin/people/{person.id}/holdings" + (f"?then={then}" if then else "")


def notices_of(person) -> list[str]:
    mine = db.session.scalars(db.select(Notice).where(Notice.user_id == person.id).order_by(Notice.id))
    return [describe_entry(notice.entry, notice=True, to=person.id) for notice in mine]


def holder_of_all(cast, held) -> set:
    db.session.expire_all()
    referrals = {db.session.get(Referral, one.id).recruiter_id for one in held}
    return referrals | {db.session.get(Profile, cast.alice.id).partner_id}


def test_disabling_first_asks_who_takes_over(cast, client_for, held, rosalie):
    ada = client_for(cast.ada)
    sent = {"version": cast.rita.version, "allowed": "no"}
    answer = ada.post(f"/admin/people/{cast.rita.id}/access", data=sent)
    assert (answer.status_code, answer.location) == (303, address(cast.rita, "disable"))
    assert db.session.get(User, cast.rita.id).disabled_at is None
    page = ada.get(address(cast.rita, "disable") + "&lang=en").text
    for words in ("2 open referrals", "1 role", "partner of 1 producer", "Rosalie Fortin"):
        assert words in page.replace("\N{NO-BREAK SPACE}", " "), words
    assert "2 recommandations" in ada.get(f"/admin/people/{cast.rita.id}?lang=fr").text.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_one_successor_for_all_and_the_account_is_shut_in_one_click(cast, client_for, held, rosalie):
    sent = {"then": "disable", "version": cast.rita.version, "all": rosalie.id}
    answer = client_for(cast.ada).post(address(cast.rita), data=sent)
    assert (answer.status_code, answer.location) == (303, f"/admin/people/{cast.rita.id}")
    assert holder_of_all(cast, held) == {rosalie.id}
    assert db.session.get(Opportunity, held[0].opportunity_id).recruiter_id == rosalie.id
    assert db.session.get(User, cast.rita.id).disabled_at is not None
    assert notices_of(cast.alice) == [
        "Rita Gagnon n’est plus votre partenaire. Vous vous adressez maintenant à\N{NO-BREAK SPACE}: Rosalie Fortin."
    ]
    assert notices_of(rosalie) == ["Ada Nguyen vous a confié le travail laissé par Rita Gagnon"]
    page = client_for(cast.alice).get(f"/referrals/{held[0].id}").text
    assert "Rosalie Fortin" in page
    assert "Suivie par Rita" not in page


def test_a_kind_and_a_row_may_go_to_somebody_else(cast, client_for, held, rosalie):
    mathis = factories.a_person("Mathis Côté", recruiter=cast.quebec)
    office, first = cast.quebec.id, held[0].id
    sent = {"version": cast.rita.version, "all": rosalie.id, f"referral-{office}": "team"}
    sent |= {f"referral-{office}-{first}": mathis.id}
    assert client_for(cast.ada).post(address(cast.rita), data=sent).status_code == 303
    db.session.expire_all()
    assert [db.session.get(Referral, one.id).recruiter_id for one in held] == [mathis.id, None]
    assert db.session.get(Profile, cast.alice.id).partner_id == rosalie.id
    assert db.session.get(User, cast.rita.id).disabled_at is None, "handing on alone shuts nothing"


def test_without_a_successor_pages_say_the_team_and_requests_go_to_managers(cast, client_for, held):
    sent = {"then": "disable", "version": cast.rita.version, "all": "team"}
    assert client_for(cast.ada).post(address(cast.rita), data=sent).status_code == 303
    assert holder_of_all(cast, held) == {None}
    alice = client_for(cast.alice)
    assert "l’équipe de recrutement" in alice.get(f"/referrals/{held[0].id}").text
    role = alice.get(f"/opportunities/{held[0].opportunity_id}").text
    assert "équipe de recrutement" in role
    assert "Rita Gagnon" not in role
    referral = db.session.get(Referral, held[0].id)
    requests.ask_for_news(referral, by=db.session.get(User, cast.alice.id), now=utcnow())
    assert len(notices_of(cast.max)) == 1
    assert "Plus personne ne recrute" in client_for(cast.ada).get("/admin").text


def test_requests_go_to_administrators_where_there_is_no_manager_either(cast, client_for, held):
    cast.max.disabled_at = cast.rita.disabled_at = utcnow()
    db.session.commit()
    requests.ask_for_news(db.session.get(Referral, held[0].id), by=cast.alice, now=utcnow())
    assert len(notices_of(cast.ada)) == 1


def test_taking_the_role_away_asks_the_same_and_keeps_what_was_ticked(cast, client_for, held, rosalie):
    ada, office = client_for(cast.ada), cast.quebec.id
    wanted = {"held": [f"{office}:manager"], "version": cast.rita.version}
    page = ada.post(f"/admin/people/{cast.rita.id}/roles", data=wanted)
    assert page.status_code == 200
    assert f'name="held" value="{office}:manager"' in page.text
    assert {m.role for m in db.session.get(User, cast.rita.id).memberships} == {"recruiter"}
    sent = wanted | {"then": "roles", "all": rosalie.id}
    assert ada.post(address(cast.rita), data=sent).status_code == 303
    assert holder_of_all(cast, held) == {rosalie.id}
    assert {m.role for m in db.session.get(User, cast.rita.id).memberships} == {"manager"}


@pytest.mark.parametrize("choice", ["", "nonsense", "romain", "rita", "disabled"])
def test_who_cannot_take_over_is_refused_and_nothing_is_done(cast, client_for, held, rosalie, choice):
    if choice == "disabled":
        rosalie.disabled_at = utcnow()
        db.session.commit()
    to = {"romain": cast.romain.id, "rita": cast.rita.id, "disabled": rosalie.id}.get(choice, choice)
    sent = {"then": "disable", "version": cast.rita.version, "all": to}
    assert client_for(cast.ada).post(address(cast.rita), data=sent).status_code == 422
    assert holder_of_all(cast, held) == {cast.rita.id}
    assert db.session.get(User, cast.rita.id).disabled_at is None


def test_a_stale_version_hands_nothing_on(cast, client_for, held, rosalie):
    sent = {"then": "disable", "version": 99, "all": rosalie.id}
    assert client_for(cast.ada).post(address(cast.rita), data=sent).status_code == 409
    assert holder_of_all(cast, held) == {cast.rita.id}


def test_who_holds_nothing_is_disabled_as_before(cast, client_for, rosalie):
    sent = {"version": rosalie.version, "allowed": "no"}
    client_for(cast.ada).post(f"/admin/people/{rosalie.id}/access", data=sent)
    assert db.session.get(User, rosalie.id).disabled_at is not None
