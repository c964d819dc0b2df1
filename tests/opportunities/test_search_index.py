"""A role is found by the present name of its office."""

from __future__ import annotations

from portal.core.db import db, utcnow
from portal.jobs import queue
from portal.offices import editing
from tests.opportunities.answers import a_found_role, listed


def rename(office, name: str, by) -> None:
    told = {part: getattr(office, part) for part in editing.KEPT} | {"name": name}
    editing.change_office(office, version=office.version, by=by, now=utcnow(), **told)
    db.session.commit()
    while queue.run_one():
        pass


def test_the_roles_of_a_renamed_office_are_found_by_its_present_name_alone(cast, client_for):
    role, other = a_found_role(cast.rita), a_found_role(cast.romain)
    alice = client_for(cast.alice)
    rename(cast.quebec, "Bureau des Remparts", cast.ada)
    assert listed(alice.get("/opportunities?q=remparts")) == [role.id]
    rename(cast.quebec, "Bureau de la Citadelle", cast.ada)
    assert listed(alice.get("/opportunities?q=remparts")) == []
    assert listed(alice.get("/opportunities?q=citadelle")) == [role.id]
    assert listed(alice.get("/opportunities?q=montreal")) == [other.id]
