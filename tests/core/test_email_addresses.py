"""Addresses are read as people type and paste them; what ordinary mail servers can't take is refused or put right."""

from __future__ import annotations

import pytest

from portal.core.contact_details import email_addresses
from portal.core.errors import Refused

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("jeanne@exemple.example.com", "jeanne@exemple.example.com"),
        ("d’amours@exemple.example.com", "d'amours@exemple.example.com"),
        ("sean.o‘brien@exemple.example.com", "sean.o'brien@exemple.example.com"),
        ("\ufeffjeanne\u200b@exemple.example.com\u2060", "jeanne@exemple.example.com"),
        ("\u202a jeanne@exemple.example.com\u00a0\u202c", "jeanne@exemple.example.com"),
        ("Jeanne Roy <jeanne@exemple.example.com>", "jeanne@exemple.example.com"),
        ("« Roy, Jeanne » <jeanne@exemple.example.com>,", "jeanne@exemple.example.com"),
        ("<jeanne@exemple.example.com>", "jeanne@exemple.example.com"),
        ("mailto:jeanne@exemple.example.com?subject=Bonjour", "jeanne@exemple.example.com"),
        ("MAILTO:jeanne@exemple.example.com", "jeanne@exemple.example.com"),
        ("jeanne＠exemple.example.com;", "jeanne@exemple.example.com"),
        ("jean@Société.example", "jean@société.example"),
        ("marie@xn--caf-dma.example", "marie@café.example"),
    ],
)
def test_an_address_is_read(app, typed, kept):
    assert email_addresses.parse_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "jeanne",
        "jeanne@",
        "@example.com",
        "a@b@example.com",
        "a <b@example.com> c@example.com",
        "a b@example.com",
        "<>",
    ],
)
@pytest.mark.parametrize(("language", "says"), [("fr", "Exemple"), ("en", "Example")])
def test_what_is_no_address_is_refused(app, typed, language, says):
    with app.test_request_context(f"/?lang={language}"), pytest.raises(Refused) as no:
        email_addresses.parse_address(typed)
    assert says in str(no.value.reason)


@pytest.mark.parametrize(("language", "says"), [("fr", "pas d’accents avant le @"), ("en", "no accents before the @")])
def test_accents_before_the_at_are_refused_with_what_to_do(app, language, says):
    with app.test_request_context(f"/?lang={language}"), pytest.raises(Refused) as no:
        email_addresses.parse_address("hélène@exemple.example.com")
    assert says in str(no.value.reason)
    assert email_addresses.parse_address("hélène@exemple.example.com", accents=True) == "hélène@exemple.example.com"


@pytest.mark.parametrize(
    ("kept", "sent_to"),
    [
        ("jean@société.example", "jean@xn--socit-esab.example"),
        ("hélène@société.example", "hélène@société.example"),
        ("relais@localhost", "relais@localhost"),
    ],
)
def test_an_address_is_written_to_as_every_server_takes_it(kept, sent_to):
    assert email_addresses.for_sending(kept) == sent_to
