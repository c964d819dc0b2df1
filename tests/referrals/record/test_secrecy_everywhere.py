"""Every address of the portal, opened by everybody, while somebody may not be known: no trace of them anywhere."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from portal.candidate_portal import responses
from portal.core.db import db, utcnow
from portal.opportunities import lifecycle
from portal.referrals.consent import links
from portal.referrals.record.models import Referral
from tests import factories
from tests.referrals.record.test_secrecy import TOLD, traces_in
from tests.referrals.submission.answers import typed

SHUT = {"live.stream"}
READERS = ("rita", "max", "ada", "romain", "bruno")


@pytest.fixture
def referral(cast, client_for) -> Referral:
    role = factories.a_role(cast.rita)
    form = typed(aim="role", opportunity=str(role.id), office=str(cast.quebec.id), **TOLD)
    client_for(cast.alice).post("/referrals/new", data=form)
    return db.session.scalar(db.select(Referral))


def accepted(client, referral: Referral) -> None:
    data = {"answer": "accepted", "word": "", "version": referral.version}
    client.post(f"/referrals/{referral.id}/introduction", data=data)


def recorded(client, referral: Referral) -> None:
    today = utcnow().astimezone(ZoneInfo(referral.office.timezone)).date().isoformat()
    data = {"version": referral.version, "obtained_on": today, "channel": "phone", "how": "Oui."}
    assert client.post(f"/referrals/{referral.id}/agreement", data=data).status_code == 303


def addresses(app, referral: Referral, person) -> list[str]:
    """Every address that a GET opens, about this referral and what is around it."""
    known = {
        "referral_id": referral.id,
        "opportunity_id": referral.opportunity_id,
        "office_id": referral.office_id,
        "producer_id": referral.referrer_id,
        "person_id": person.id,
        "column": referral.stage if referral.is_open else "closed",
        "purpose": "invitation",
        "name": "introductions.to_recruiter",
    }
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and rule.endpoint not in SHUT and "static" not in rule.endpoint:
                values = {name: known.get(name, 1 if "int" in str(rule) else "x" * 43) for name in rule.arguments}
                found.append(app.url_for(rule.endpoint, **values))
    return [*found, f"/referrals/handover?referral={referral.id}"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "state",
    [
        "asked",
        "the candidate agreed",
        "the recruiter accepted",
        "withdrawn",
        "recorded and denied",
        "its role is filled",
    ],
)
def test_no_address_tells_who_it_is(app, cast, client_for, referral, state):
    if state in ("the recruiter accepted", "withdrawn"):
        accepted(client_for(cast.rita), referral)
    if state in ("the candidate agreed", "withdrawn"):
        responses.give_consent(referral, ["this_role"], language="fr", way="letter", now=utcnow())
    if state == "recorded and denied":
        recorded(client_for(cast.rita), referral)
        assert "Canarival" in client_for(cast.rita).get(f"/referrals/{referral.id}").text
        responses.deny_consent(referral, now=utcnow())
    if state == "its role is filled":
        lifecycle.change_state(referral.opportunity, "fill", version=1, by=cast.rita, now=utcnow())
    if state == "withdrawn":
        note = {"note": "Zéphyrine est reçue.", "private_note": "Canarival : à revoir."}
        note |= {"candidate_note": "Bonjour Zéphyrine Canarival.", "told": "yes"}
        data = {"stage": "interview", "version": referral.version, **note}
        assert "Canarival" in client_for(cast.rita).post(f"/referrals/{referral.id}/stage", data=data, htmx=True).text
        responses.withdraw_consent(referral, now=utcnow())
    db.session.commit()
    for name in READERS:
        client = client_for(getattr(cast, name))
        for address in addresses(app, referral, getattr(cast, name)):
            for htmx in (False, True):
                answer = client.get(address, htmx=htmx)
                assert answer.status_code < 500, address
                assert not traces_in(answer.get_data(as_text=True) + str(answer.headers)), (name, address)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", ["rita", "max", "ada", "romain"])
@pytest.mark.parametrize("state", ["asked", "recorded"])
def test_a_candidates_link_opens_nothing_to_staff(app, cast, client_for, referral, name, state):
    if state == "recorded":
        recorded(client_for(cast.rita), referral)
    client = client_for(getattr(cast, name))
    tokens = [links.token_of(link) for link in (links.link_of(referral.id), links.passed_of(referral.id))]
    rules = [rule for rule in app.url_map.iter_rules() if str(rule).startswith("/consent/<token>")]
    assert len(rules) > 10
    for rule in rules:
        for token in tokens:
            path = str(rule).replace("<token>", token).replace("<int:document_id>", "1")
            for method in rule.methods - {"OPTIONS"}:
                answer = client.open(path, method=method)
                assert answer.status_code in (403, 404), (method, rule)
                assert not traces_in(answer.text + str(answer.headers)), (method, rule)


@pytest.mark.sqlite_only
def test_the_walk_is_not_blind(app, cast, client_for, referral):
    responses.give_consent(referral, ["this_role"], language="fr", way="letter", now=utcnow())
    accepted(client_for(cast.rita), referral)
    client = client_for(cast.rita)
    naming = {
        path for path in addresses(app, referral, cast.rita) if traces_in(client.get(path).get_data(as_text=True))
    }
    own, producer = f"/referrals/{referral.id}", f"/producers/{referral.referrer_id}"
    assert {"/", "/referrals/board", own, f"{own}/card", producer} <= naming
