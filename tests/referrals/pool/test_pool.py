"""The talent pool: who agreed to later roles, found by what they say of themselves, counted, and back in its month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest

from portal.candidate_portal import details, responses
from portal.core.db import db, utcnow
from portal.referrals.consent import register
from portal.referrals.pool import reminders, search_words
from portal.referrals.record import search_index
from portal.referrals.record.access_log import Sighting
from portal.referrals.record.models import Referral
from portal.referrals.stages import transitions
from tests import factories
from tests.support.statements import counted

POOL = "/referrals/board/pool"
SAID = {
    "fields": ["insurance", "wealth"],
    "languages": "français, Arabe et anglais",
    "region": "Rimouski",
    "availability": "au printemps",
    "experience": "Permis AMF, dix ans",
}
BOTH = ("this_role", "future_roles")


def pooled(referrer, name: str, purposes=BOTH, role=None, **said) -> Referral:
    """Somebody who said yes to `purposes`, was met and is in the talent pool."""
    person = factories.a_candidate(name, **(SAID | said))
    more = {"closed_at": utcnow(), "recruiter_id": role.recruiter_id if role else None}
    referral = factories.a_referral(referrer, role, candidate=person, stage="talent_pool", typed_name=name, **more)
    given = {"language": "fr", "channel": "page", "way": "letter", "now": utcnow()}
    register.record_consent(referral, purposes, **given)
    search_index.index_referral(referral)
    db.session.commit()
    return referral


def ids(page: str) -> set[int]:
    return {int(ident) for ident in re.findall(r'id="pool-(\d+)"', page)}


@pytest.fixture
def eve(cast) -> Referral:
    return pooled(cast.alice, "Ève Roy", role=factories.a_role(cast.rita))


def test_only_who_is_known_and_agreed_to_later_roles_is_there(cast, client_for, eve):
    pooled(cast.alice, "Sans Accord", purposes=("this_role",))
    withdrawn, other = pooled(cast.alice, "Retirée Canari"), pooled(cast.bruno, "Autre Bureau")
    responses.withdraw_consent(withdrawn, now=utcnow())
    unopened = pooled(cast.alice, "Inconnue Canari")
    transitions.touch_referral(unopened, unopened.version, opened_at=None)
    db.session.commit()
    for reader in (cast.rita, cast.max):
        page = client_for(reader).get(POOL).text
        assert ids(page) == {eve.id}
        for name in ("Accord", "Canari", "Autre Bureau"):
            assert f"{name}<" not in page
    assert ids(client_for(cast.ada).get(POOL).text) == {eve.id, other.id}
    assert ids(client_for(cast.romain).get(POOL).text) == {other.id}
    assert client_for(cast.alice).get(POOL).status_code == 403
    places = db.session.scalars(db.select(Sighting.place).where(Sighting.actor_id == cast.max.id)).all()
    assert places == ["pool"]


def test_each_word_and_filter_finds_and_counts(cast, client_for, eve):
    luc = pooled(
        cast.alice,
        "Luc Morin",
        fields=["mortgage"],
        languages="Français",
        region="Lévis",
        availability="",
        experience="",
    )
    client = client_for(cast.rita)
    for words in ("rimouski", "AMF", "arabe", "printemps", "insurance", "assurance", "permis", "eve rimouski"):
        assert ids(client.get(POOL, query_string={"q": words}).text) == {eve.id}, words
        found = client.get("/referrals/board", query_string={"text": words, "view": "list"}, htmx=True).text
        assert f'href="/referrals/{eve.id}"' in found, words
    assert ids(client.get(f"{POOL}?q=francais").text) == {eve.id, luc.id}
    wanted = {"field=wealth": eve, "field=mortgage": luc, "language=arabe": eve, "region=levis": luc}
    wanted |= {"region=Rimouski&availability=au+printemps": eve}
    for query, one in wanted.items():
        for htmx in (False, True):
            assert ids(client.get(f"{POOL}?{query}", htmx=htmx).text) == {one.id}, query
    page = unescape(client.get(POOL).text)
    for choice in ("français (2)", "Arabe (1)", "anglais (1)", "Rimouski (1)", "Lévis (1)", "au printemps (1)"):
        assert choice.lower() in page.lower(), choice
    page = unescape(client.get(f"{POOL}?region=levis").text)
    assert "Rimouski (1)" in page
    assert "Arabe (1)" not in page
    assert ids(client.get(f"{POOL}?region=levis&language=arabe").text) == set()
    for odd in ("office=x", "field=odd", "shown=-1", "language=%00", "region=" + "x" * 500):
        assert client.get(f"{POOL}?{odd}").status_code == 200


def test_what_they_say_finds_nobody_who_did_not_agree_to_later_roles(cast, client_for):
    own = pooled(cast.alice, "Ida Roy", purposes=("this_role",))
    client, now = client_for(cast.rita), utcnow()

    def found() -> bool:
        return f'href="/referrals/{own.id}"' in client.get("/referrals/board?text=rimouski&view=list", htmx=True).text

    assert not found()
    own.candidate.link = ""
    responses.change_purposes(own, BOTH, language="fr", way="own_page", now=now)
    db.session.commit()
    assert found()
    details.correct_details(
        own.candidate, {part: getattr(own.candidate, part) for part in details.PARTS} | {"region": "Gaspé"}, now=now
    )
    db.session.commit()
    assert not found()
    details.correct_details(
        own.candidate, {part: getattr(own.candidate, part) for part in details.PARTS} | {"region": "Rimouski"}, now=now
    )
    responses.change_purposes(own, ("this_role",), language="fr", way="own_page", now=now)
    db.session.commit()
    assert not found()


def test_a_consent_that_ended_finds_nobody_any_more(cast, client_for, eve):
    register.in_force(eve)["future_roles"].expires_at = utcnow() - timedelta(hours=1)
    db.session.commit()
    client = client_for(cast.rita)
    assert ids(client.get(POOL).text) == set()
    assert search_words.forget_ended(utcnow()) == 1
    db.session.commit()
    assert f'href="/referrals/{eve.id}"' not in client.get("/referrals/board?text=rimouski&view=list", htmx=True).text
    assert f'href="/referrals/{eve.id}"' in client.get("/referrals/board?text=eve+roy&view=list", htmx=True).text


def test_nobody_reads_there_what_somebody_says_whom_they_referred_themselves(cast, client_for, eve):
    rosalie = factories.a_person("Rosalie Fortin", recruiter=cast.quebec, producer=cast.quebec)
    own = pooled(rosalie, "Zoé Canari", region="Perchoirville")
    page = client_for(rosalie).get(POOL).text
    assert ids(page) == {eve.id}
    assert "Perchoirville" not in page
    assert ids(client_for(cast.rita).get(POOL).text) == {eve.id, own.id}


def test_a_role_counts_exactly_the_rows_it_leads_to(cast, client_for, eve):
    pooled(cast.alice, "Luc Morin", fields=["mortgage"])
    again = pooled(cast.alice, "Ève Roy")
    again.candidate.merged_into_id = eve.candidate.merged_into_id = eve.candidate_id
    db.session.commit()
    role, client = factories.a_role(cast.rita, field="wealth"), client_for(cast.rita)
    address = f"{POOL}/roles/{role.id}"
    assert f'hx-get="{address}"' in client.get(f"/opportunities/{role.id}").text
    assert "pool-count" not in client_for(cast.alice).get(f"/opportunities/{role.id}").text
    page = unescape(client.get(address).text)
    links = re.findall(r'href="([^"]+)"[^>]*>(\d+)', page)
    assert [int(count) for _url, count in links] == [2, 1]
    for url, count in links:
        assert len(ids(client.get(url).text)) == int(count)
    assert "2\u00a0personnes du vivier ont accepté qu’on repense à elles" in page
    assert "href" not in client_for(cast.romain).get(address).text
    assert client_for(cast.alice).get(address).status_code == 403
    assert client.get(f"{POOL}/roles/99999").status_code == 404


def test_a_month_given_on_the_way_comes_back_in_my_day_and_is_put_off(cast, client_for):
    role = factories.a_role(cast.rita)
    person = factories.a_candidate("Ève Roy")
    referral = factories.a_referral(cast.alice, role, candidate=person, stage="interview")
    client, now = client_for(cast.rita), utcnow()
    first, second = (value for value, _label in reminders.month_choices(now)[:2])
    form = {"stage": "talent_pool", "version": "1", "shown": "card", "month": first}
    asked = client.post(f"/referrals/{referral.id}/stage", data=form, htmx=True)
    assert asked.status_code == 422
    assert f'<option value="{first}" selected>' in asked.text
    odd = client.post(f"/referrals/{referral.id}/stage", data=form | {"note": "Merci", "month": "2020-01"}, htmx=True)
    assert odd.status_code == 422
    assert ">Merci</textarea>" in odd.text
    assert client.post(f"/referrals/{referral.id}/stage", data=form | {"note": "Merci"}, htmx=True).status_code == 200
    db.session.expire_all()
    assert referral.again_on == date.fromisoformat(f"{first}-01")
    assert f"day-pool-{referral.id}" not in client.get("/referrals/day").text
    transitions.touch_referral(referral, referral.version, again_on=now.date())
    db.session.commit()
    page = client.get("/referrals/day?kind=pool").text
    assert f"day-pool-{referral.id}" in page
    assert "Ève Roy" in page
    assert (
        f"day-pool-{referral.id}"
        not in client_for(factories.a_person("R", recruiter=cast.quebec)).get("/referrals/day").text
    )
    address = f"/referrals/day/{referral.id}/month"
    data = {"month": second, "version": str(referral.version)}
    assert client.post(address, data=data | {"month": "1999-01"}, htmx=True).status_code == 422
    assert client.post(address, data=data | {"version": "1"}, htmx=True).status_code == 409
    for _twice in range(2):
        answer = client.post(address, data=data, htmx=True)
        assert answer.status_code == 200
        assert f"day-pool-{referral.id}" not in answer.text
    db.session.expire_all()
    assert referral.again_on == date.fromisoformat(f"{second}-01")
    assert client.post(address, data={"month": "", "version": str(referral.version)}).status_code == 303
    db.session.expire_all()
    assert referral.again_on is None


def test_the_month_is_chosen_in_the_pool_by_recruiters_alone(cast, client_for, eve):
    client, month = client_for(cast.rita), reminders.month_choices(utcnow())[4][0]
    address, data = f"{POOL}/{eve.id}/month?region=rimouski", {"month": month, "version": str(eve.version)}
    assert f'action="{address}"' in client.get(f"{POOL}?region=rimouski").text
    plain = client.post(address, data=data)
    assert (plain.status_code, plain.location) == (303, f"{POOL}?region=rimouski")
    assert f'<option value="{month}" selected>' in client.get(POOL).text
    for who, status in {"max": 403, "alice": 403, "romain": 404, "ada": 403}.items():
        assert client_for(getattr(cast, who)).post(address, data=data).status_code == status, who
    responses.withdraw_consent(eve, now=utcnow())
    db.session.commit()
    assert client.post(address, data=data | {"version": str(eve.version)}, htmx=True).status_code == 422
    assert f"day-pool-{eve.id}" not in client.get("/referrals/day").text


@pytest.mark.sqlite_only
def test_more_people_take_no_more_statements(cast, client_for, eve):
    client = client_for(cast.rita)
    counts = []
    for _ in range(2):
        client.get(POOL)
        with counted() as said:
            client.get(f"{POOL}?q=roy")
        counts.append(len(said))
        for number in range(40):
            pooled(cast.alice, f"Ana Roy-{number}")
    assert counts[0] == counts[1] <= 6
