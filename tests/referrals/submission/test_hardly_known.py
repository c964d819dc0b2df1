"""Somebody who is hardly known: a friendly stop, two other paths, the right to go on, and nothing typed is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.core.db import db
from portal.referrals.record.models import Referral, ReferralDraft
from tests import factories
from tests.referrals.submission.answers import typed


def refer(client, cast, **changes):
    return client.post("/referrals/new", data=typed(office=str(cast.quebec.id), **changes))


@pytest.mark.parametrize("known", [{"relationship": "met_once"}, {"vouch": "1"}], ids=["met once", "barely"])
def test_whoever_is_hardly_known_is_introduced_on_second_thought(cast, client_for, known):
    client = client_for(cast.alice)
    page = refer(client, cast, **known)
    assert page.status_code == 422
    assert "prenez l’un des deux autres chemins" in page.text
    assert "quarante dossiers" in page.text
    assert db.session.scalar(select(func.count()).select_from(Referral)) == 0
    assert refer(client, cast, **known, go_on="y").status_code == 303
    kept = db.session.scalars(select(Referral)).one()
    assert (kept.relationship, str(kept.vouch)) == (known.get("relationship", "colleague"), known.get("vouch", "3"))


@pytest.mark.sqlite_only
def test_whoever_is_known_meets_no_stop(cast, client_for):
    assert refer(client_for(cast.alice), cast, vouch="2").status_code == 303


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("path", "leads"), [("ask", "/referrals/contacts/new"), ("decline", "/referrals/decline-helper")]
)
def test_on_either_path_what_was_typed_becomes_a_draft(cast, client_for, path, leads):
    client, role = client_for(cast.alice), factories.a_role(cast.rita)
    answer = client.post("/referrals/drafts", data=typed(then=path, opportunity=str(role.id), attested=None))
    draft = db.session.scalars(select(ReferralDraft)).one()
    assert answer.status_code == 303
    assert answer.location.startswith(leads)
    assert f"draft={draft.id}" in answer.location
    assert "Jeanne" in client.get(answer.location).text
    assert "quarante dossiers" in client.get(f"/referrals/new?draft={draft.id}").text
    assert client_for(cast.rita).get(answer.location).status_code == 404


@pytest.mark.sqlite_only
def test_an_empty_form_takes_the_other_paths_too(cast, client_for):
    for path in ("ask", "decline"):
        answer = client_for(cast.alice).post("/referrals/drafts", data={"then": path})
        assert answer.status_code == 303
        assert "draft=" not in answer.location


@pytest.mark.sqlite_only
def test_the_recruiter_sees_how_well_they_are_known(cast, client_for):
    referral = factories.a_referral(cast.alice, factories.a_role(cast.rita), vouch=1, relationship="met_once")
    page = client_for(cast.rita).get(f"/referrals/{referral.id}").text
    assert "Je connais à peine" in page or "à peine" in page


@pytest.mark.sqlite_only
def test_enter_in_a_field_means_send(cast, client_for):
    page = client_for(cast.alice).get("/referrals/new").text
    form = page.split('<form class="refer"')[1]
    assert "formaction" not in form.split("<button")[1].split(">")[0]
