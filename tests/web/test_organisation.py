"""Whose portal it is: the organisation's own name beside ours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.mail import outbox

NAME = "Groupe Laurentide"


@pytest.fixture
def named(app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], organisation=NAME))


@pytest.mark.usefixtures("named")
def test_the_organisation_stands_in_the_frame_and_in_titles(cast, client, client_for):
    page = client_for(cast.alice).get("/").text
    assert f"· {NAME} · Relais</title>" in page
    assert f'<span class="brand__house">{NAME}</span>' in page
    assert f"· {NAME} · Relais</title>" in client.get("/sign-in").text


def test_without_a_name_of_its_own_relais_stands_alone(cast, client_for):
    page = client_for(cast.alice).get("/").text
    assert "· Relais</title>" in page
    assert "brand__house" not in page
    assert "Relais · Relais" not in page


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    ("language", "purpose"),
    [("fr", "vous permet de recommander à nos bureaux"), ("en", "is where you refer people you know")],
)
def test_an_invitation_says_whose_portal_it_is_and_what_for(language, purpose):
    mail = outbox.example_of("accounts.invitation", language)
    assert NAME in mail.subject
    assert NAME in mail.text
    assert purpose in " ".join(mail.text.split())
