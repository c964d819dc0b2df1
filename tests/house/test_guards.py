"""Doors are shut by default: every route declares who may pass, and a stranger passes only where it is written."""

from __future__ import annotations

import pytest
from werkzeug.routing import IntegerConverter

from portal.web.guards import Access

OPEN_TO_ALL = {
    "accounts.preferences.change_theme",
    "accounts.sign_in.demo",
    "accounts.sign_in.show",
    "accounts.sign_in.sign_in",
    "accounts.password_reset.request_reset",
    "accounts.password_reset.sent",
    "accounts.password_reset.show",
    "accounts.invitations.accept",
    "accounts.invitations.show",
    "health.alive",
    "web_manifest.show",
    "referrals.candidate_portal.save_answer",
    "referrals.candidate_portal.answer_recorded",
    "referrals.candidate_portal.show_answered",
    "referrals.candidate_portal.change_purposes",
    "referrals.candidate_portal.correct_details",
    "referrals.candidate_portal.show_data",
    "referrals.candidate_portal.data_file",
    "referrals.candidate_portal.erase_data",
    "referrals.candidate_portal.show_farewell",
    "referrals.candidate_portal.confirm_same_person",
    "referrals.candidate_portal.show",
    "referrals.candidate_portal.stop_letters",
    "referrals.candidate_portal.show_unsubscribe",
    "referrals.candidate_portal.withdraw_consent",
    "referrals.candidate_contacts.remove_contact",
    "referrals.contact_requests.show_form",
    "referrals.contact_requests.save_answer",
    "referrals.contact_requests.withdraw_answer",
    "referrals.link_reissue.take_link",
    "referrals.link_reissue.take_back",
    "referrals.documents.add_document",
    "referrals.documents.show_own",
    "referrals.documents.remove_document",
    "health.ready",
    "notifications.preferences.show_unsubscribe",
    "notifications.preferences.stop_emails",
}


def routes(app):
    for rule in app.url_map.iter_rules():
        values = {name: 1 if isinstance(kind, IntegerConverter) else "x" for name, kind in rule._converters.items()}
        method = next(iter(sorted(rule.methods - {"HEAD", "OPTIONS"})))
        with app.test_request_context():
            yield rule.endpoint, method, app.url_for(rule.endpoint, **values)


@pytest.mark.sqlite_only
def test_every_route_declares_its_door(app):
    bare = [name for name, view in app.view_functions.items() if not isinstance(getattr(view, "door", None), Access)]
    assert not bare


@pytest.mark.sqlite_only
def test_only_the_listed_routes_are_open_to_strangers(app):
    public = {name for name, view in app.view_functions.items() if view.door.public}
    assert public == OPEN_TO_ALL


@pytest.mark.sqlite_only
def test_a_stranger_is_turned_away_everywhere_else(app, client):
    for endpoint, method, url in routes(app):
        if endpoint in OPEN_TO_ALL or method != "GET":
            continue
        answer = client.get(url)
        turned = answer.status_code == 401 or (answer.status_code == 302 and "/sign-in" in answer.location)
        assert turned, f"{endpoint} answered {answer.status_code}"


@pytest.mark.sqlite_only
def test_a_stranger_changes_nothing_anywhere(app, client):
    for endpoint, method, url in routes(app):
        if endpoint in OPEN_TO_ALL or method == "GET":
            continue
        with_token = {"X-CSRFToken": token_of(client)}
        assert client.open(url, method=method, headers=with_token).status_code in {401, 403}, endpoint


def token_of(client) -> str:
    page = client.get("/sign-in").text
    return page.split('"X-CSRFToken":"')[1].split('"')[0]


@pytest.mark.sqlite_only
def test_a_fragment_is_refused_with_401_never_with_the_sign_in_page(client):
    answer = client.get("/", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert answer.status_code == 401
