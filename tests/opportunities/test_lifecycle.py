"""The states of a role: who changes them, along which table, and the languages that it owes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.core.errors import Conflict, Refused
from portal.live.models import Signal
from portal.notifications.models import Notice
from portal.opportunities import lifecycle
from portal.opportunities.models import STATES
from tests import factories

TABLE = {
    "draft": {"publish": "open", "close": "closed"},
    "open": {"pause": "paused", "fill": "filled", "close": "closed"},
    "paused": {"fill": "filled", "close": "closed", "reopen": "open"},
    "filled": {"reopen": "open"},
    "closed": {"reopen": "open"},
}


@pytest.mark.parametrize("name", sorted(lifecycle.CHANGES))
@pytest.mark.parametrize("state", STATES)
def test_a_role_changes_along_the_table_only(cast, state, name):
    role = factories.a_role(cast.rita, state=state)
    if name in TABLE[state]:
        lifecycle.change_state(role, name, version=1, by=cast.rita, now=utcnow())
        assert (role.state, role.version) == (TABLE[state][name], 2)
    else:
        with pytest.raises(Refused):
            lifecycle.change_state(role, name, version=1, by=cast.rita, now=utcnow())
        assert (role.state, role.version) == (state, 1)


@pytest.mark.parametrize(
    ("region", "without", "missing"),
    [
        ("CA-QC", ("title_fr",), ["title_fr"]),
        ("CA-QC", ("title_fr", "summary_fr", "body_fr"), ["title_fr", "summary_fr", "body_fr"]),
        ("CA-QC", ("title_en", "summary_en", "body_en"), []),
        ("CA-ON", ("title_fr", "summary_fr", "body_fr"), []),
        ("FR-IDF", ("title_en", "summary_en", "body_en"), []),
        ("CA-ON", ("body_fr", "summary_fr", "summary_en"), ["summary_en"]),
    ],
)
def test_quebec_needs_its_french_elsewhere_one_whole_language(cast, region, without, missing):
    office = factories.an_office("Ottawa", region=region)
    recruiter = factories.a_person("Nora Roy", recruiter=office)
    role = factories.a_role(recruiter, state="draft")
    for name in without:
        setattr(role, name, "")
    assert lifecycle.missing_for_publication(role) == missing


def test_the_refusal_says_what_is_missing(cast, client_for):
    role = factories.a_role(cast.rita, state="draft", title_fr="", body_fr="")
    answer = client_for(cast.rita).post(
        f"/opportunities/{role.id}/publication", data={"change": "publish", "version": 1}, htmx=True
    )
    assert answer.status_code == 422
    assert "le titre en français, la description en français" in answer.text
    assert role.state == "draft"


def test_publishing_shows_it_to_everybody_and_signals_the_lists(cast, client_for):
    role = factories.a_role(cast.rita, state="draft")
    alice = client_for(cast.alice)
    assert alice.get(f"/opportunities/{role.id}").status_code == 404
    answer = client_for(cast.rita).post(
        f"/opportunities/{role.id}/publication", data={"change": "publish", "version": 1}, htmx=True
    )
    assert answer.status_code == 200
    assert f'id="role-{role.id}"' in answer.text
    assert alice.get(f"/opportunities/{role.id}").status_code == 200
    signals = {tuple(row) for row in db.session.execute(select(Signal.topic, Signal.audience))}
    assert {("opportunities", "all"), (f"opportunity-{role.id}", "all")} <= signals


def test_a_plain_form_is_answered_with_the_page(cast, client_for):
    role = factories.a_role(cast.rita)
    answer = client_for(cast.rita).post(f"/opportunities/{role.id}/publication", data={"change": "pause", "version": 1})
    assert (answer.status_code, answer.location) == (303, f"/opportunities/{role.id}")


@pytest.mark.parametrize("version", ["7", "", "x", "-1", "9" * 30])
def test_a_stale_version_is_a_conflict_in_place(cast, client_for, version):
    role = factories.a_role(cast.rita)
    answer = client_for(cast.rita).post(
        f"/opportunities/{role.id}/publication", data={"change": "pause", "version": version}, htmx=True
    )
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert role.state == "open"
    with pytest.raises(Conflict):
        lifecycle.change_state(role, "pause", version=7, by=cast.rita, now=utcnow())


@pytest.mark.parametrize("change", ["", "x", "reopen", "PAUSE", "\u202e", "a" * 5000])
def test_a_change_that_nobody_knows_is_refused(cast, client_for, change):
    role = factories.a_role(cast.rita)
    data = {"change": change, "version": 1}
    assert client_for(cast.rita).post(f"/opportunities/{role.id}/publication", data=data, htmx=True).status_code == 422


def test_only_recruiters_of_the_office_and_admins_change_it(cast, client_for):
    role = factories.a_role(cast.rita)
    hidden = factories.a_role(cast.rita, state="draft")
    data = {"change": "pause", "version": 1}
    for person, status in [(cast.alice, 403), (cast.max, 403), (cast.romain, 403)]:
        assert client_for(person).post(f"/opportunities/{role.id}/publication", data=data).status_code == status
    assert client_for(cast.romain).post(f"/opportunities/{hidden.id}/publication", data=data).status_code == 404
    assert client_for(cast.ada).post(f"/opportunities/{role.id}/publication", data=data).status_code == 303


def test_its_recruiter_hears_of_the_hand_of_others_only(cast, client_for):
    mine, theirs = factories.a_role(cast.rita), factories.a_role(cast.rita)
    client_for(cast.rita).post(f"/opportunities/{mine.id}/publication", data={"change": "pause", "version": 1})
    client_for(cast.ada).post(f"/opportunities/{theirs.id}/publication", data={"change": "fill", "version": 1})
    heard = select(Notice.user_id, Entry.kind).join(Notice.entry)
    assert [tuple(row) for row in db.session.execute(heard)] == [(cast.rita.id, "opportunities.filled")]


def test_a_pause_keeps_its_day_what_was_closed_begins_anew(cast):
    role = factories.a_role(cast.rita)
    opened = role.opened_at
    for number, name in enumerate(("pause", "reopen"), 1):
        lifecycle.change_state(role, name, version=number, by=cast.rita, now=utcnow())
    assert role.opened_at == opened
    lifecycle.change_state(role, "close", version=3, by=cast.rita, now=utcnow())
    assert role.closed_at
    lifecycle.change_state(role, "reopen", version=4, by=cast.rita, now=utcnow())
    assert role.opened_at > opened
    assert role.closed_at is None
