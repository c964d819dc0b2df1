"""Many people at once: ticked, invited, given a partner; and how far each has come."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from portal.accounts.auth import one_time_links
from portal.accounts.models import OneTimeLink, User
from portal.admin.invitations import sending
from portal.core.db import db, unit_of_work, utcnow
from portal.core.errors import Refused
from portal.mail.outbox import OutgoingLetter
from portal.producers.models import Profile
from tests import factories

_key = count(1)
STATE = re.compile(r'id="person-(\d+)".*?</li>', re.DOTALL)


@pytest.fixture
def ada(cast, client_for):
    return client_for(cast.ada)


@pytest.fixture
def newcomers(cast):
    """Three producers of Québec who have not come in."""
    people = [factories.a_person(f"Nouvelle {name}", producer=cast.quebec) for name in ("Ada", "Bea", "Cléo")]
    for person in people:
        db.session.add(Profile(user=person, office=cast.quebec, fields=[], languages=[]))
    db.session.commit()
    return people


def send(client, what, people=(), **more):
    data = {"deed_key": f"a-key-of-a-form-of-ticks-{next(_key)}", "what": what, "person": [each.id for each in people]}
    return client.post("/admin/people/invitations/ticked", data=data | more)


def with_mail_server(app, monkeypatch) -> None:
    """Letters leave, as far as the portal knows."""
    settings = replace(app.config["SETTINGS"], smtp_url="smtp://mail.example.com")
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def letters() -> list[str]:
    return sorted(
        db.session.scalars(select(OutgoingLetter.recipient).where(OutgoingLetter.letter == "accounts.invitation"))
    )


def said_on(client) -> str:
    """What the list says, its hard blanks as plain ones."""
    return client.get("/admin/people").text.replace("\xa0", " ")


def tags_of(page: str) -> dict[int, str]:
    return {int(row[1]): row[0] for row in STATE.finditer(page)}


def test_whoever_is_ticked_is_invited_once_and_who_is_in_is_left_in_peace(app, cast, ada, newcomers, monkeypatch):
    with_mail_server(app, monkeypatch)
    form = {"deed_key": "the-same-key-of-the-same-form", "what": "invite"}
    form["person"] = [newcomers[0].id, newcomers[1].id, cast.alice.id]
    for _click in range(2):
        assert ada.post("/admin/people/invitations/ticked", data=form).status_code == 303
    assert letters() == sorted(f"user:{each.id}" for each in newcomers[:2])
    assert "2 invitations sont en route" in said_on(ada)


def test_everybody_of_the_filters_is_invited(app, cast, ada, newcomers, monkeypatch):
    with_mail_server(app, monkeypatch)
    elsewhere = factories.a_person("Ailleurs", producer=cast.montreal)
    answer = send(ada, "invite", everybody="yes", office=str(cast.quebec.id), state="invited")
    assert answer.status_code == 303
    assert f"office={cast.quebec.id}" in answer.location
    assert f"user:{elsewhere.id}" not in letters()
    assert len(letters()) == 3


def test_without_a_mail_server_nobody_is_invited_in_bulk(ada, newcomers):
    answer = send(ada, "invite", newcomers)
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(OneTimeLink)) == 0


@pytest.mark.sqlite_only
def test_nobody_and_too_many_are_refused_with_a_word(cast, ada, monkeypatch):
    assert "Cochez" in send(ada, "invite").text
    monkeypatch.setattr(sending, "MOST", 2)
    assert "au plus 2" in send(ada, "invite", everybody="yes").text
    data = {"deed_key": "a-key-of-two-thousand-rows", "what": "invite", "person": [str(each) for each in range(2000)]}
    assert ada.post("/admin/people/invitations/ticked", data=data).status_code == 422


def test_a_partner_is_named_for_all_of_their_office(cast, ada, newcomers):
    assert send(ada, "partner", [*newcomers, cast.bruno], partner=str(cast.rita.id)).status_code == 303
    for person in newcomers:
        assert db.session.get(Profile, person.id, populate_existing=True).partner_id == cast.rita.id
    assert db.session.get(Profile, cast.bruno.id, populate_existing=True).partner_id == cast.romain.id
    assert "3 productrices ou producteurs" in said_on(ada)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("partner", ["", "0", "٣", "99999999", "max"])
def test_only_a_recruiter_of_the_office_becomes_partner(cast, ada, newcomers, partner):
    chosen = str(cast.max.id) if partner == "max" else partner
    assert send(ada, "partner", newcomers, partner=chosen).status_code == 422
    assert db.session.get(Profile, newcomers[0].id, populate_existing=True).partner_id is None


def test_the_list_tells_how_far_each_has_come(cast, ada, newcomers):
    now, (planned, sent, ended) = utcnow(), newcomers
    with unit_of_work():
        one_time_links.make_invitation_link(db.session.get(User, sent.id), by=cast.ada, now=now)
        one_time_links.make_invitation_link(db.session.get(User, ended.id), by=cast.ada, now=now - timedelta(days=8))
    rows = tags_of(ada.get("/admin/people").text)
    assert "Pas encore" in rows[planned.id]
    assert "Invitation envoyée" in rows[sent.id]
    assert "Invitation échue" in rows[ended.id]
    for state, who in (("planned", planned), ("sent", sent), ("ended", ended)):
        assert list(tags_of(ada.get(f"/admin/people?state={state}").text)) == [who.id]
    assert set(tags_of(ada.get("/admin/people?state=invited").text)) == {each.id for each in newcomers}


def test_a_planned_invitation_leaves_once_and_not_to_who_was_invited_since(app, cast, newcomers, monkeypatch):
    with_mail_server(app, monkeypatch)
    now, (first, second, third) = utcnow(), newcomers
    with unit_of_work():
        sending.invite_later(newcomers, at=now + timedelta(days=1), by=cast.ada, now=now)
        one_time_links.make_invitation_link(db.session.get(User, second.id), by=cast.ada, now=now)
        db.session.get(User, third.id).disabled_at = now
    for person in newcomers:
        for _worker in range(2):
            with unit_of_work():
                sending.send_planned({"person": person.id, "by": cast.ada.id, "since": now.isoformat()})
    assert letters() == sorted((f"user:{first.id}", f"user:{second.id}"))


@pytest.mark.sqlite_only
def test_a_verb_refuses_what_the_page_does_not_offer(cast):
    with pytest.raises(Refused):
        sending.find_ticked([])
