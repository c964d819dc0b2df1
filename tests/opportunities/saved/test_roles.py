"""The star on a role: given once, listed, and heard of when the role changes."""

from __future__ import annotations

from sqlalchemy import select

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.notifications.models import Notice
from portal.opportunities import editing, lifecycle
from portal.opportunities.saved.models import SavedRole
from tests import factories


def stars() -> list[tuple[int, int]]:
    return [(one.user_id, one.opportunity_id) for one in db.session.scalars(select(SavedRole))]


def heard(person) -> list[str]:
    query = select(Entry.kind).join(Notice, Notice.entry_id == Entry.id).where(Notice.user_id == person.id)
    return list(db.session.scalars(query.order_by(Notice.id)))


def test_a_role_is_saved_once_however_often_one_clicks_and_unsaved_too(cast, client_for):
    role, alice = factories.a_role(cast.rita), client_for(cast.alice)
    address = f"/opportunities/{role.id}/star"
    for _click in range(2):
        answer = alice.post(address, data={"saved": "yes"}, htmx=True)
        assert answer.status_code == 200
        assert 'aria-pressed="true"' in answer.text
    assert stars() == [(cast.alice.id, role.id)]
    assert 'aria-pressed="true"' in alice.get(f"/opportunities/{role.id}").text
    assert 'aria-pressed="false"' in client_for(cast.bruno).get(f"/opportunities/{role.id}").text
    for _click in range(2):
        assert alice.post(address, data={"saved": ""}).status_code == 303
    assert stars() == []


def test_the_star_of_a_page_that_one_has_is_fresh(cast, client_for):
    role, alice = factories.a_role(cast.rita), client_for(cast.alice)
    tag = alice.get(f"/opportunities/{role.id}").headers["ETag"]
    alice.post(f"/opportunities/{role.id}/star", data={"saved": "yes"})
    assert alice.get(f"/opportunities/{role.id}", headers={"If-None-Match": tag}).status_code == 200


def test_what_one_may_not_see_can_t_be_saved(cast, client_for):
    draft = factories.a_role(cast.rita, state="draft")
    assert client_for(cast.alice).post(f"/opportunities/{draft.id}/star", data={"saved": "yes"}).status_code == 404
    assert stars() == []


def test_whoever_saved_it_hears_of_its_changes_while_it_is_open_and_of_its_end(cast, client_for):
    role = factories.a_role(cast.rita)
    client_for(cast.alice).post(f"/opportunities/{role.id}/star", data={"saved": "yes"})
    common = {"by": cast.rita, "now": utcnow()}
    editing.edit_opportunity(role, {"city": "Lévis"}, version=role.version, **common)
    lifecycle.change_state(role, "pause", version=role.version, **common)
    editing.edit_opportunity(role, {"city": "Québec"}, version=role.version, **common)
    lifecycle.change_state(role, "fill", version=role.version, **common)
    assert heard(cast.alice) == ["opportunities.changed", "opportunities.paused", "opportunities.filled"]
    assert heard(cast.bruno) == []


def test_the_list_says_which_have_closed_and_their_page_leads_to_it(cast, client_for):
    role, other = factories.a_role(cast.rita, "Courtière"), factories.a_role(cast.romain, "Planificateur")
    alice = client_for(cast.alice)
    for one in (role, other):
        alice.post(f"/opportunities/{one.id}/star", data={"saved": "yes"})
    lifecycle.change_state(role, "fill", version=role.version, by=cast.rita, now=utcnow())
    db.session.commit()
    page = alice.get("/opportunities/saved").text
    assert page.index("Planificateur") < page.index("Courtière"), "open ones first"
    assert f'href="/opportunities/{other.id}"' in page
    assert f'href="/opportunities/{role.id}"' not in page
    assert "Pourvu" in page
    gone = alice.get(f"/opportunities/{role.id}")
    assert (gone.status_code, gone.location) == (303, "/opportunities/saved")
    assert client_for(cast.bruno).get(f"/opportunities/{role.id}").status_code == 404
    left = alice.post(f"/opportunities/{role.id}/star", data={"saved": "", "from": "list"}, htmx=True).text
    assert "Courtière" not in left


def test_nobody_reads_another_one_s_list(cast, client_for):
    role = factories.a_role(cast.rita, "Courtière")
    client_for(cast.alice).post(f"/opportunities/{role.id}/star", data={"saved": "yes"})
    assert "Courtière" not in client_for(cast.ada).get("/opportunities/saved").text


def test_stars_go_with_the_account(cast, client_for):
    role = factories.a_role(cast.rita)
    client_for(cast.bruno).post(f"/opportunities/{role.id}/star", data={"saved": "yes"})
    db.session.execute(db.delete(SavedRole.metadata.tables["app_user"]).where(db.text(f"id = {cast.bruno.id}")))
    assert stars() == []
