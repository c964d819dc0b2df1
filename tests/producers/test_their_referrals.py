"""A producer’s page lists their referrals as its reader may know them, and a word leaves from there."""

from __future__ import annotations

import re

import pytest

from portal.accounts import users
from portal.core.db import db, utcnow
from portal.producers.models import Profile
from portal.referrals.record import search_index
from portal.referrals.record.access_log import Sighting
from portal.referrals.record.models import Referral, StageMove
from tests import factories
from tests.support.statements import counted


@pytest.fixture
def referrals(cast) -> dict[str, Referral]:
    """One of Alice's at each kind of stage, and what is none of her office's list."""
    role = factories.a_role(cast.rita, "Planificatrice")

    def made(name: str, stage: str, **more) -> Referral:
        return factories.a_referral(cast.alice, role, candidate=factories.a_candidate(name), stage=stage, **more)

    found = {
        "asked": made("Zéphyrine Canari", "awaiting_consent"),
        "open": made("Jeanne Bouchard", "interview"),
        "hired": made("Luc Morin", "hired", closed_at=utcnow()),
        "talent_pool": made("Ève Roy", "talent_pool", closed_at=utcnow()),
        "declined": made("Ida Canari", "declined", closed_at=utcnow()),
    }
    factories.a_referral(cast.alice, factories.a_role(cast.romain), candidate=factories.a_candidate("Autre Bureau"))
    factories.a_referral(factories.a_person("Carl Roy", producer=cast.quebec), role)
    return found


def rows(page: str) -> set[int]:
    return {int(ident) for ident in re.findall(r'id="referral-(\d+)"', page)}


@pytest.mark.parametrize("reader", ["rita", "zoe", "max"])
def test_the_office_reads_them_and_a_name_only_where_it_may(cast, client_for, referrals, reader):
    zoe = factories.a_person("Zoé Recrute", recruiter=cast.quebec)
    person = {"zoe": zoe}.get(reader) or getattr(cast, reader)
    page = client_for(person).get(f"/producers/{cast.alice.id}").text
    assert rows(page) == {referral.id for referral in referrals.values()}
    for name in ("Jeanne Bouchard", "Luc Morin", "Ève Roy"):
        assert name in page
    assert "Canari" not in page
    assert "Autre Bureau" not in page
    assert "Une personne qu" in page or "Quelqu’un" in page
    assert "Planificatrice" in page
    seen = db.session.execute(db.select(Sighting.referral_id, Sighting.place, Sighting.actor_id)).all()
    opened = {referrals[name].id for name in ("open", "hired", "talent_pool")}
    assert {tuple(row) for row in seen} == {(ident, "producer", person.id) for ident in opened}
    assert ("/referrals/" in re.sub(r'href="[^"]*"', "", page)) == (reader != "max"), "managers do not write"


@pytest.mark.parametrize("reader", ["ada", "carl"])
def test_nobody_else_reads_them(cast, client_for, referrals, reader):
    carl = db.session.scalar(db.select(Referral).where(Referral.referrer_id != cast.alice.id)).referrer
    page = client_for({"carl": carl}.get(reader) or cast.ada).get(f"/producers/{cast.alice.id}?part=referrals").text
    assert rows(page) == set()
    assert "Bouchard" not in page


def test_each_count_leads_to_exactly_its_rows(cast, client_for, referrals):
    client, address = client_for(cast.rita), f"/producers/{cast.alice.id}"
    page = client.get(address).text
    counts = dict(re.findall(r'group=(\w+)#outcomes"[^>]*>(\d+)<', page))
    assert counts == {"open": "2", "hired": "1", "talent_pool": "1", "otherwise": "1"}
    wanted = {
        "open": ("asked", "open"),
        "hired": ("hired",),
        "talent_pool": ("talent_pool",),
        "otherwise": ("declined",),
    }
    for group, names in wanted.items():
        assert rows(client.get(f"{address}?group={group}").text) == {referrals[name].id for name in names}
        assert rows(client.get(f"{address}?group={group}&part=referrals", htmx=True).text) == {
            referrals[name].id for name in names
        }
    assert len(rows(client.get(f"{address}?group=odd&shown=-3").text)) == 5


def test_ones_own_counts_lead_to_ones_own_list(cast, client_for, referrals):
    client = client_for(cast.alice)
    counts = dict(
        re.findall(r'href="/referrals\?group=(\w+)"[^>]*>(\d+)<', client.get(f"/producers/{cast.alice.id}").text)
    )
    assert sum(map(int, counts.values())) == 6
    for group, count in counts.items():
        assert len(rows(client.get(f"/referrals?group={group}").text)) == int(count), group


def test_a_word_leaves_from_the_row_once_and_is_news(cast, client_for, referrals):
    referral, client = referrals["asked"], client_for(cast.rita)
    address = f"/producers/{cast.alice.id}/referrals/{referral.id}?group=open"
    page = client.get(f"/producers/{cast.alice.id}?group=open").text
    assert f'hx-post="{address}"' in page
    form = {"note": "Je l’appelle demain.", "deed_key": "une-clé-de-formulaire-que-personne-ne-devine"}
    for _twice in range(2):
        answer = client.post(address, data=form, htmx=True)
        assert answer.status_code == 200
        assert rows(answer.text) == {referrals["asked"].id, referrals["open"].id}
    notes = db.session.scalars(db.select(StageMove.note).where(StageMove.referral_id == referral.id)).all()
    assert notes == ["Je l’appelle demain."]
    assert db.session.get_one(Referral, referral.id).last_news_at is not None
    plain = client.post(address, data=form | {"deed_key": "une-autre-clé-que-personne-ne-devine-non-plus"})
    assert (plain.status_code, plain.location) == (303, f"/producers/{cast.alice.id}?group=open#outcomes")


@pytest.mark.parametrize("note", ["", "NAS 130 692 544"])
def test_what_is_refused_stays_typed_in_its_row(cast, client_for, referrals, note):
    address = f"/producers/{cast.alice.id}/referrals/{referrals['asked'].id}"
    form = {"note": note, "deed_key": "une-clé-de-formulaire-que-personne-ne-devine"}
    for htmx in (True, False):
        answer = client_for(cast.rita).post(address, data=form, htmx=htmx)
        assert answer.status_code == 422
        row = re.search(rf'<li [^>]*id="referral-{referrals["asked"].id}".*?</li>', answer.text, re.DOTALL)[0]
        assert 'role="alert"' in row
        assert f">{note}</textarea>" in row
        assert "<details" in row
        assert " open>" in row


def test_a_word_goes_to_no_other_producer_and_from_no_other_reader(cast, client_for, referrals):
    form = {"note": "Bonjour", "deed_key": "une-clé-de-formulaire-que-personne-ne-devine"}
    others = db.session.scalars(db.select(Referral).where(Referral.id.not_in([row.id for row in referrals.values()])))
    for referral in others:
        address = f"/producers/{cast.alice.id}/referrals/{referral.id}"
        assert (
            client_for(cast.rita).post(address, data=form).status_code == 404 or referral.office_id == cast.montreal.id
        )
    address = f"/producers/{cast.alice.id}/referrals/{referrals['open'].id}"
    for who, status in {"max": 403, "alice": 403, "ada": 403, "romain": 404, "bruno": 404}.items():
        assert client_for(getattr(cast, who)).post(address, data=form).status_code == status, who
    assert db.session.scalars(db.select(StageMove.note)).all() == []


@pytest.mark.sqlite_only
def test_more_referrals_take_no_more_statements(cast, client_for, referrals):
    client, address = client_for(cast.rita), f"/producers/{cast.alice.id}"
    client.get(address)
    with counted() as few:
        client.get(address)
    for _ in range(25):
        factories.a_referral(cast.alice)
    client.get(address)
    with counted() as many:
        page = client.get(address).text
    assert len(many) == len(few) <= 8, "\n".join(many)
    assert len(rows(page)) == 20
    assert len(rows(client.get(f"{address}?shown=2&part=referrals", htmx=True).text)) == 30


WAYS = ("418 555-0134", "(418) 555 0134", "+1 418.555.0134", "5550134", "1-418-555-0134")


@pytest.mark.parametrize("typed", [*WAYS, "alice", "cote alice"])
@pytest.mark.parametrize("reader", ["rita", "max"])
def test_the_palette_leads_there_from_a_name_or_a_number(cast, client_for, reader, typed):
    users.change_user(cast.alice, by=cast.ada, now=utcnow(), phone="+14185550134")
    db.session.add(Profile(user=factories.a_person("Yvon Zed", producer=cast.quebec), office=cast.quebec))
    search_index.index_referral(factories.a_referral(cast.alice, stage="received"))
    db.session.commit()
    page = client_for(getattr(cast, reader)).get("/palette", query_string={"q": typed}, htmx=True).text
    assert re.findall(r'href="(/(?:producers|referrals)/\d+)"', page)[0] == f"/producers/{cast.alice.id}", "one Enter"
    assert re.findall(r'href="(/producers/\d+)"', page) == [f"/producers/{cast.alice.id}"]
    assert "/producers/" not in client_for(cast.romain).get("/palette", query_string={"q": typed}, htmx=True).text


def test_a_long_list_of_ones_own_is_searched_by_what_one_knows(cast, client_for):
    client, role = client_for(cast.alice), factories.a_role(cast.rita, "Planificatrice")
    made = [factories.a_referral(cast.alice, typed_name=f"Ana Roy-{number}") for number in range(7)]
    assert 'id="search-q"' not in client.get("/referrals").text
    said = factories.a_candidate("Zéphyrine Canari", phone="+14185550177")
    made.append(factories.a_referral(cast.alice, role, candidate=said, typed_name="Léa Héon", stage="interview"))
    assert 'id="search-q"' in client.get("/referrals").text
    for words in ("lea heon", "héon planif", "rita", "418 555-0177", "planificatrice"):
        for htmx in (False, True):
            page = client.get("/referrals", query_string={"q": words}, htmx=htmx).text
            assert rows(page) == {made[-1].id}, words
    for words in ("canari", "zephyrine", "nobody"):
        assert rows(client.get("/referrals", query_string={"q": words}).text) == set()
    assert rows(client.get("/referrals?group=open&q=ana").text) == {referral.id for referral in made[:-1]}
