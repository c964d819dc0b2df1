"""A draft keeps itself, comes back as it was, and belongs to its author alone."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.core.db import db
from portal.referrals.record.models import ReferralDraft
from portal.referrals.submission.drafts import MOST
from tests import factories
from tests.referrals.submission.answers import typed

BY_SCRIPT = {"Accept": "application/json"}


def drafts() -> list[ReferralDraft]:
    return list(db.session.scalars(select(ReferralDraft).order_by(ReferralDraft.id)))


def test_what_is_typed_comes_back(cast, client_for):
    role, client = factories.a_role(cast.rita), client_for(cast.alice)
    form = typed(name="Jeanne", why="Pas encore", known_since=["5", ""], opportunity=str(role.id), aim="role")
    answer = client.post("/referrals/drafts", data=form, headers=BY_SCRIPT)
    assert answer.json == {"address": f"/referrals/new?draft={drafts()[0].id}"}
    text = client.get(answer.json["address"]).text
    for kept in ('value="Jeanne"', "Pas encore", role.title_fr, f'value="{form["deed_key"]}"'):
        assert kept in text
    assert '<option value="5" selected>' in text
    assert "error-summary" not in text


def test_one_form_has_one_draft_however_often_it_saves_itself(cast, client_for):
    client, form = client_for(cast.alice), typed()
    for why in ("a", "ab", "abc"):
        client.post("/referrals/drafts", data=form | {"why": why}, headers=BY_SCRIPT)
    assert [draft.answers["typed"]["why"] for draft in drafts()] == [["abc"]]


def test_a_page_that_was_only_opened_leaves_no_draft(cast, client_for):
    empty = {"deed_key": "a-key-that-nobody-guesses", "aim": "office", "language": "fr", "name": "  "}
    assert client_for(cast.alice).post("/referrals/drafts", data=empty, headers=BY_SCRIPT).json == {}
    assert drafts() == []


def test_without_scripts_the_draft_is_kept_by_its_button(cast, client_for):
    client = client_for(cast.alice)
    answer = client.post("/referrals/drafts", data=typed(name="Jeanne Bouchard"))
    assert (answer.status_code, answer.location) == (303, "/referrals")
    assert "Jeanne Bouchard" in client.get("/referrals").text


def test_nobody_else_ever_sees_it(cast, client_for):
    client_for(cast.alice).post("/referrals/drafts", data=typed(name="Zéphyrine Canari"))
    draft = drafts()[0]
    for other in (cast.bruno, cast.rita, cast.max):
        client = client_for(other)
        assert client.get(f"/referrals/new?draft={draft.id}").status_code == 404
        assert client.post(f"/referrals/drafts/{draft.id}", data=typed()).status_code == 404
        assert client.post(f"/referrals/drafts/{draft.id}/removal").status_code == 404
        assert "Canari" not in client.get("/referrals").text
    assert client_for(cast.ada).post(f"/referrals/drafts/{draft.id}/removal").status_code == 404
    assert drafts()[0].answers["typed"]["name"] == ["Zéphyrine Canari"]


def test_it_goes_when_it_is_sent_and_does_not_come_back(cast, client_for):
    client, form = client_for(cast.alice), typed(office=str(cast.quebec.id))
    client.post("/referrals/drafts", data=form, headers=BY_SCRIPT)
    assert client.post("/referrals/new", data=form).status_code == 303
    assert drafts() == []
    assert client.post("/referrals/drafts", data=form, headers=BY_SCRIPT).status_code == 200
    assert drafts() == []


def test_it_can_be_thrown_away(cast, client_for):
    client = client_for(cast.alice)
    client.post("/referrals/drafts", data=typed())
    assert client.post(f"/referrals/drafts/{drafts()[0].id}/removal").status_code == 303
    assert drafts() == []


def test_a_draft_whose_role_closed_says_so(cast, client_for):
    role, client = factories.a_role(cast.rita), client_for(cast.alice)
    client.post("/referrals/drafts", data=typed(opportunity=str(role.id), aim="role"))
    role.state = "filled"
    db.session.commit()
    answer = client.get(f"/referrals/new?draft={drafts()[0].id}")
    assert answer.status_code == 200
    assert "ne reçoit plus de recommandations" in answer.text


@pytest.mark.sqlite_only
def test_drafts_are_counted(cast, client_for):
    client = client_for(cast.alice)
    for _ in range(MOST):
        client.post("/referrals/drafts", data=typed(), headers=BY_SCRIPT)
    assert client.post("/referrals/drafts", data=typed(), headers=BY_SCRIPT).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(ReferralDraft)) == MOST
