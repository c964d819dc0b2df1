"""Every form of every page outlives its session: what was typed is kept, and can be sent in the next one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from wtforms import PasswordField

from portal.accounts.auth import sessions
from portal.accounts.models import User
from portal.core.db import db, utcnow
from portal.web.forms.fields import Form as PortalForm
from portal.web.forms.resubmission import OWN, SECRET
from tests.house.test_guards import OPEN_TO_ALL
from tests.house.test_hostile_forms import BY_SCRIPTS, found, known, meant, pages, referrals, undone
from tests.house.test_matrix import things
from tests.support.forms import Form, Page
from tests.support.sessions import sign_in

__all__ = ["pages", "referrals", "things"]

HERE = {"Sec-Fetch-Site": "same-origin"}
TURNED_AWAY = {400, 401}
TOKENLESS = {"referrals.candidate_portal.stop_letters", "notifications.preferences.stop_emails"}


@pytest.fixture
def forms(app, cast, client_for, client, pages, referrals):
    """(endpoint, who has it, the form) of every form, and the clients."""
    clients = {name: client_for(getattr(cast, name)) for name in ("rita", "alice", "ada")} | {"stranger": client}
    met = found(app, clients, pages)
    for address, (person, *names) in BY_SCRIPTS.items():
        known(app, met, person, Form(address.format(**referrals), [(name, "text", "") for name in names]))
    return clients, [(endpoint, person, form) for (endpoint, _names), (person, form) in sorted(met.items(), key=str)]


def test_what_was_typed_outlives_the_session(app, cast, forms):
    clients, every = forms
    tokens = {name: client.token() for name, client in clients.items()}
    ids = {name: getattr(cast, name).id for name in clients if name != "stranger"}
    db.session.commit()
    faults, walked = [], 0
    for endpoint, person, form in every:
        if endpoint in OPEN_TO_ALL:
            continue
        walked += 1
        with undone(app, clients[person]):
            met = outlived(clients[person], db.session.get_one(User, ids[person]), form, tokens[person])
            faults += [f"{endpoint}: {fault}" for fault in met]
    assert walked > 50
    assert not faults, "\n".join(faults)


def outlived(client, person, form: Form, token: str):
    """What is wrong when this form is sent after the end of its session, then again in the next one."""
    typed = meant(form) | {"csrf_token": token}
    sessions.end_all(person.id, utcnow())
    db.session.commit()
    answer = client.post(form.action, data=typed, csrf=False)
    page = Page(answer.text)
    again = next((one for one in page.forms if one.action == form.action), None)
    if answer.status_code != 401 or again is None:
        yield f"{answer.status_code} without the form"
        return
    if not any("kept" in one.names and "email" in one.names for one in page.forms):
        yield "nobody can sign in from there"
    yield from lost(typed, again)
    by_script = client.post(form.action, data=typed, csrf=False, htmx=True)
    if (by_script.status_code, by_script.headers.get("HX-Reswap")) != (401, "none"):
        yield "the form is taken off the screen"
    sign_in(client, person)
    if client.post(form.action, data=dict(sent(again)), csrf=False).status_code in TURNED_AWAY:
        yield "it can’t be sent in the next session"


def lost(typed: dict, again: Form):
    kept = sent(again)
    for name, text in typed.items():
        if name not in OWN and (name, str(text).replace("\r\n", "\n")) not in kept:
            yield f"{name} is lost"
    if held := SECRET & {name for name, _text in kept}:
        yield f"{held} are repeated"


def sent(form: Form) -> list[tuple[str, str]]:
    return [(name, text.replace("\r\n", "\n")) for name, kind, text in form.controls if kind in ("hidden", "textarea")]


def test_what_a_stranger_typed_outlives_the_browser_s_memory(app, forms):
    clients, every = forms
    stranger = clients["stranger"]
    stale, faults, walked = stranger.token(), [], 0
    for endpoint, person, form in every:
        if person != "stranger" or endpoint.startswith("accounts.sign_in"):
            continue
        path = urlsplit(form.action).path
        with undone(app, stranger):
            stranger.delete_cookie("relais")
            typed = meant(form) | {"csrf_token": stale}
            answer = stranger.post(form.action, data=typed, csrf=False, headers=HERE)
            if answer.status_code != 400:  # an address that needs no token
                assert endpoint in {
                    "referrals.candidate_portal.stop_letters",
                    "notifications.preferences.stop_emails",
                }, endpoint
                continue
            walked += 1
            again = next((one for one in Page(answer.text).forms if urlsplit(one.action).path == path), None)
            if again is None:
                faults.append(f"{endpoint} is not there")
                continue
            faults += [f"{endpoint}: {fault}" for fault in lost(typed, again)]
            if stranger.post(form.action, data=dict(sent(again)), csrf=False, headers=HERE).status_code == 400:
                faults.append(f"{endpoint} can’t be sent again")
    assert walked > 5
    assert not faults, "\n".join(faults)


def test_every_password_is_known_as_a_secret(app):
    def all_of(kind: type) -> set[type]:
        return {kind}.union(*(all_of(one) for one in kind.__subclasses__()))

    with app.test_request_context():
        fields = [
            (name, field.field_class)
            for kind in all_of(PortalForm)
            for name, field in vars(kind).items()
            if hasattr(field, "field_class")
        ]
    secret = {name for name, kind in fields if issubclass(kind, PasswordField)}
    assert secret == SECRET
