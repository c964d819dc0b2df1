"""People, for administrators: added with a link that is shown once, given roles, shut out, found."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.accounts.models import OneTimeLink, SignIn, User
from portal.admin import audit_log_queries
from portal.core.db import db, utcnow
from portal.live.models import Signal
from portal.producers.models import Profile
from tests import factories
from tests.support.statements import counted

BLNS = json.loads((Path(__file__).resolve().parents[1] / "data" / "blns.json").read_text())
ZOE = {
    "name": "Zoé Pelletier-Côté",
    "email": "Zoe@Relais.example.com",
    "title": "Courtière",
    "phone": "418 555-0199",
    "language": "fr",
    "timezone": "America/Toronto",
}


@pytest.fixture
def ada(cast, client_for):
    return client_for(cast.ada)


def kept(person) -> User:
    return db.session.get(User, person.id)


def details_of(person, **changes) -> dict:
    names = ("name", "email", "title", "phone", "language", "timezone", "version")
    return {name: str(getattr(person, name)) for name in names} | changes


def link_in(page: str) -> str:
    return html.unescape(re.search(r'id="link" type="text" value="http://localhost([^"]+)"', page)[1])


def test_who_is_added_gets_roles_a_profile_and_a_link_that_works(cast, ada, client):
    answer = ada.post("/admin/people/new", data=ZOE | {"held": [f"{cast.quebec.id}:producer"]})
    assert answer.status_code == 200
    zoe = db.session.scalar(select(User).filter_by(email="zoe@relais.example.com"))
    assert zoe.roles == {"producer"}
    assert db.session.get(Profile, zoe.id).office_id == cast.quebec.id
    path = link_in(answer.text)
    assert path.startswith("/invitation/")
    assert client.post(path, data={"password": "trois tilleuls devant la gare"}).status_code == 303
    assert "Zoé Pelletier" in ada.get("/admin/people?q=zoe pelletier").text


def test_a_colleague_has_a_number_as_their_own_office_writes_it(cast, ada):
    reunion = factories.an_office("Saint-Denis", region="FR-LRE", timezone="Indian/Reunion")
    there = ZOE | {"phone": "0692 12 34 56", "timezone": "Europe/Paris"}
    assert ada.post("/admin/people/new", data=there | {"held": [f"{cast.quebec.id}:producer"]}).status_code == 422
    assert ada.post("/admin/people/new", data=there | {"held": [f"{reunion.id}:producer"]}).status_code == 200
    zoe = db.session.scalar(select(User).filter_by(email="zoe@relais.example.com"))
    assert zoe.phone == "+262692123456"


@pytest.mark.parametrize("number", ["+14185550123", "+14185550123x12", "+10612345678", "+15550123"])
def test_moving_a_colleague_to_paris_keeps_the_number_that_the_form_filled_in(cast, ada, number):
    cast.bruno.phone = number
    db.session.commit()
    filled = re.search(r'id="phone"[^>]* value="([^"]*)"', ada.get(f"/admin/people/{cast.bruno.id}").text)[1]
    moved = details_of(kept(cast.bruno), phone=html.unescape(filled), timezone="Europe/Paris")
    assert ada.post(f"/admin/people/{cast.bruno.id}", data=moved).status_code == 303
    bruno = kept(cast.bruno)
    assert (bruno.phone, bruno.timezone) == (number, "Europe/Paris")


def test_a_taken_address_is_told_in_place(cast, ada):
    answer = ada.post("/admin/people/new", data=ZOE | {"email": cast.alice.email.upper()})
    assert answer.status_code == 422
    assert "déjà cette adresse" in answer.text
    assert "Zoé Pelletier-Côté" in answer.text


def test_a_link_is_never_shown_again(cast, ada):
    path = link_in(ada.post(f"/admin/people/{cast.alice.id}/link").text)
    token = path.rsplit("/", 1)[1]
    assert path.startswith("/reset/")
    assert token not in ada.get(f"/admin/people/{cast.alice.id}").text
    assert token not in ada.get("/admin/log").text
    assert token not in repr([vars(row) for row in db.session.scalars(select(OneTimeLink))])


def test_new_roles_hold_from_the_next_sign_in(cast, ada, client_for):
    alice = client_for(cast.alice)
    given = {"held": [f"{cast.montreal.id}:recruiter"], "version": kept(cast.alice).version}
    assert ada.post(f"/admin/people/{cast.alice.id}/roles", data=given).status_code == 303
    assert [(m.office_id, m.role) for m in kept(cast.alice).memberships] == [(cast.montreal.id, "recruiter")]
    assert alice.get("/me").status_code == 302


@pytest.mark.parametrize("held", ["999:recruiter", "1:admin", "x", "1:"])
def test_a_role_that_does_not_exist_is_refused(cast, ada, held):
    given = {"held": [held], "version": kept(cast.alice).version}
    assert ada.post(f"/admin/people/{cast.alice.id}/roles", data=given).status_code == 422
    assert kept(cast.alice).roles == {"producer"}


def test_disabling_ends_everything_and_enabling_opens_again(cast, ada, client_for):
    alice = client_for(cast.alice)
    ada.post(f"/admin/people/{cast.alice.id}/link")
    given = {"allowed": "no", "version": kept(cast.alice).version}
    assert ada.post(f"/admin/people/{cast.alice.id}/access", data=given).status_code == 303
    assert alice.get("/me").status_code == 302
    assert db.session.scalar(select(OneTimeLink).where(OneTimeLink.used_at.is_(None))) is None
    streams = select(Signal).where(Signal.topic == "end-streams", Signal.audience == f"user:{cast.alice.id}")
    assert db.session.scalar(streams) is not None
    given = {"allowed": "yes", "version": kept(cast.alice).version}
    ada.post(f"/admin/people/{cast.alice.id}/access", data=given)
    assert kept(cast.alice).is_active
    assert alice.get("/me").status_code == 302


def test_nobody_disables_themselves(cast, ada):
    given = {"allowed": "no", "version": kept(cast.ada).version}
    assert ada.post(f"/admin/people/{cast.ada.id}/access", data=given).status_code == 422
    assert kept(cast.ada).is_active


def test_the_last_admin_stays(cast, ada, client_for):
    factories.a_person("Eve Roy", is_admin=True)  # invited, can't sign in: does not count
    given = {"version": kept(cast.ada).version}
    answer = ada.post(f"/admin/people/{cast.ada.id}/roles", data=given)
    assert answer.status_code == 422
    assert kept(cast.ada).is_admin


def test_of_two_admins_one_may_go_and_keeps_the_session_meanwhile(cast, ada):
    second = factories.a_person("Eve Roy", is_admin=True)
    second.password_hash = cast.ada.password_hash
    given = {"held": [f"{cast.quebec.id}:manager"], "version": kept(cast.ada).version}
    assert ada.post(f"/admin/people/{cast.ada.id}/roles", data=given).status_code == 303
    assert ada.get("/admin").status_code == 403
    assert ada.get("/me").status_code == 200


def test_two_admins_at_once_are_told_and_keep_their_text(cast, ada):
    old = details_of(kept(cast.alice), title="La mienne")
    assert ada.post(f"/admin/people/{cast.alice.id}", data=details_of(cast.alice, title="L’autre")).status_code == 303
    answer = ada.post(f"/admin/people/{cast.alice.id}", data=old)
    assert answer.status_code == 409
    assert "La mienne" in answer.text
    assert kept(cast.alice).title == "L’autre"
    again = old | {"version": str(kept(cast.alice).version)}
    assert f'value="{again["version"]}"' in answer.text
    assert ada.post(f"/admin/people/{cast.alice.id}", data=again).status_code == 303


@pytest.mark.parametrize("verb", ["", "/roles", "/access"])
def test_a_stale_or_missing_version_is_a_conflict(cast, ada, verb):
    given = details_of(kept(cast.alice), version="77") | {"allowed": "no"}
    assert ada.post(f"/admin/people/{cast.alice.id}{verb}", data=given).status_code == 409
    given.pop("version")
    assert ada.post(f"/admin/people/{cast.alice.id}{verb}", data=given).status_code == 409


def test_people_are_found_by_role_office_and_access(cast, ada):
    cast.bruno.disabled_at = utcnow()
    page = ada.get(f"/admin/people?role=recruiter&office={cast.montreal.id}", htmx=True).text
    assert "Romain Tremblay" in page
    assert "Rita Gagnon" not in page
    assert "Bruno Lévesque" in ada.get("/admin/people?state=disabled").text
    assert "Alice Côté" not in ada.get("/admin/people?state=disabled").text


def test_the_list_comes_in_pages(cast, ada):
    for number in range(45):
        factories.a_person(f"Zz {number:02}")
    assert "Zz 44" not in ada.get("/admin/people").text
    assert "Zz 44" in ada.get("/admin/people?page=1").text


ROUTES = [
    ("get", "/admin"), ("get", "/admin/stages"), ("get", "/admin/log"), ("get", "/admin/offices"),
    ("get", "/admin/offices/new"), ("post", "/admin/offices/new"), ("get", "/admin/offices/{office}"),
    ("post", "/admin/offices/{office}"), ("get", "/admin/people"), ("get", "/admin/people/new"),
    ("post", "/admin/people/new"), ("get", "/admin/people/{person}"), ("post", "/admin/people/{person}"),
    ("post", "/admin/people/{person}/roles"), ("post", "/admin/people/{person}/access"),
    ("post", "/admin/people/{person}/link"),
]  # fmt: skip


@pytest.mark.parametrize("who", ["alice", "rita", "max"])
def test_the_administration_is_for_administrators(cast, client_for, who):
    client, before = client_for(getattr(cast, who)), kept(cast.bruno).version
    for method, path in ROUTES:
        address = path.format(office=cast.quebec.id, person=cast.bruno.id)
        assert getattr(client, method)(address).status_code == 403, address
    assert kept(cast.bruno).version == before


def test_what_is_not_there_is_not_found(cast, ada):
    for path in ("/admin/people/999999", "/admin/offices/999999"):
        assert ada.get(path).status_code == 404
        assert ada.post(path).status_code == 404


def test_sessions_of_others_do_not_end_when_only_details_change(cast, ada, client_for):
    client_for(cast.alice)
    ada.post(f"/admin/people/{cast.alice.id}", data=details_of(kept(cast.alice), title="Autre"))
    hers = select(SignIn).where(SignIn.user_id == cast.alice.id)
    assert db.session.scalar(hers).ended_at is None


@pytest.mark.sqlite_only
@pytest.mark.parametrize("first", range(0, len(BLNS), 60))
def test_naughty_strings_are_kept_inert_or_refused(cast, ada, first):
    for text in BLNS[first : first + 60]:
        given = details_of(kept(cast.alice), name=f"N {text}"[:160], title=text[:160], phone="")
        assert ada.post(f"/admin/people/{cast.alice.id}", data=given).status_code in (303, 422)
        given = details_of(kept(cast.alice), email=text, phone=text, timezone=text, language=text)
        assert ada.post(f"/admin/people/{cast.alice.id}", data=given).status_code == 422
        page = ada.get("/admin/people", query_string={"q": text, "role": text, "office": text, "page": text})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        page = ada.get("/admin/log", query_string={"kind": text, "person": text, "page": text})
        assert page.status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_wing_has_a_name_in_the_filter_of_the_log(cast, client_for, language):
    page = client_for(cast.ada).get(f"/admin/log?lang={language}").text
    chosen = page.split('id="kind"')[1].split("</select>")[0]
    assert set(audit_log_queries.TITLES) >= set(audit_log_queries.list_packages())
    for wing in audit_log_queries.list_packages():
        shown = re.search(rf'value="{wing}"[^>]*>([^<]+)<', chosen)[1]
        assert shown not in ("", wing)


def test_a_list_of_forty_people_asks_no_more_than_one_of_seven(cast, ada):
    asked = []
    for more in (1, 34):
        for number in range(more):
            factories.a_person(f"Personne {number}", producer=cast.quebec)
        db.session.commit()
        db.session.expunge_all()
        with counted() as said:
            page = ada.get("/admin/people").text
        asked.append(len(said))
    assert "Personne 7" in page
    assert asked[1] == asked[0]
