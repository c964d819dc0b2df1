"""A new role begins as another one or as a template of its office; the office's town is proposed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from portal.core.db import db
from portal.opportunities.models import Opportunity
from portal.opportunities.role_templates.models import RoleTemplate
from tests import factories


def templates() -> list[RoleTemplate]:
    return list(db.session.scalars(select(RoleTemplate).order_by(RoleTemplate.id)))


def test_duplicating_fills_the_form_and_makes_nothing_until_it_is_saved(cast, client_for):
    days = {"opens_on": date(2099, 1, 1), "closes_on": date(2099, 2, 1)}
    role = factories.a_role(cast.rita, "Courtière", state="draft", city="Lévis", field="mortgage", **days)
    rita = client_for(cast.rita)
    assert f'href="/opportunities/new?like={role.id}"' in rita.get(f"/opportunities/{role.id}").text
    page = rita.get(f"/opportunities/new?like={role.id}").text
    for part in ('value="Courtière"', 'value="Lévis"', "Rencontrer des familles", 'value="55000"'):
        assert part in page
    assert "2099" not in page, "its days were its own"
    assert db.session.scalar(select(db.func.count()).select_from(Opportunity)) == 1


def test_only_who_may_write_a_role_begins_with_it(cast, client_for):
    role = factories.a_role(cast.rita)
    assert client_for(cast.romain).get(f"/opportunities/new?like={role.id}").status_code == 403
    draft = factories.a_role(cast.rita, state="draft")
    assert client_for(cast.romain).get(f"/opportunities/new?like={draft.id}").status_code == 404


def test_a_template_is_kept_once_by_its_name_and_begun_with(cast, client_for):
    role, rita = factories.a_role(cast.rita, "Courtière", city="Lévis"), client_for(cast.rita)
    for _click in range(2):
        assert rita.post(f"/opportunities/{role.id}/template").status_code == 303
    (kept,) = templates()
    assert (kept.office_id, kept.name) == (cast.quebec.id, "Courtière")
    assert "Courtière" in rita.get("/opportunities/templates").text
    number = kept.id
    assert 'value="Lévis"' in rita.get(f"/opportunities/new?template={number}").text
    assert rita.post(f"/opportunities/templates/{number}").status_code == 303
    assert templates() == []
    assert rita.post(f"/opportunities/templates/{number}").status_code == 404


def test_a_template_is_its_office_s_alone(cast, client_for):
    role = factories.a_role(cast.rita, "Courtière")
    client_for(cast.rita).post(f"/opportunities/{role.id}/template")
    (kept,) = templates()
    romain = client_for(cast.romain)
    assert "Courtière" not in romain.get("/opportunities/templates").text
    assert romain.get(f"/opportunities/new?template={kept.id}").status_code == 404
    assert romain.post(f"/opportunities/{role.id}/template").status_code == 403


def test_the_town_of_the_office_is_proposed(cast, client_for):
    page = client_for(cast.rita).get("/opportunities/new").text
    assert f'value="{cast.quebec.city}"' in page[page.index('name="city"') - 300 : page.index('name="city"') + 300]
    several = client_for(cast.ada).get("/opportunities/new").text
    assert '<option value="Montréal">' in several, "of several offices each town is offered"
