"""What leaves keeps the limits of MIME, loses no blank, and asks for no more than the server must be able to do."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import Settings
from portal.mail import outbox
from portal.mail.outbox import Mail
from portal.mail.smtp import Headers, build_message
from portal.web.email_templates import in_subject
from tests.mail.conftest import carry, rows, state
from tests.mail.postman import note
from tests.support.post import open_office

WORDS = st.text(st.sampled_from("abcEÉèçœŒ’'«»\u00a0  …–()\"\\,;:@<>=?_éÀ日"), min_size=1, max_size=160)
SETTINGS = Settings(smtp_url="smtp://127.0.0.1", host_url="https://relais.example.com", organisation="Équipe d’été")


def as_sent(mail: Mail, **changes) -> bytes:
    return build_message(mail, "<1@relais.example.com>", "key", replace(SETTINGS, **changes)).as_bytes(policy=Headers())


def headers_of(sent: bytes) -> str:
    return sent.partition(b"\r\n\r\n")[0].decode("ascii")


@given(subject=WORDS, name=WORDS, organisation=WORDS)
def test_no_blank_is_lost_and_no_limit_is_passed(subject, name, organisation):
    sent = as_sent(replace(note(1), subject=subject, name=name), organisation=organisation)
    for word in re.findall(r"=\?utf-8\?[^?]+\?[^?]*\?=", headers_of(sent)):
        assert len(word) <= 75
    read = message_from_bytes(sent)
    if "=?" not in subject + name + organisation:  # what looks like an encoded word is read as one
        assert decoded(read["Subject"]) == subject.strip(" ")
        assert named_in(read["To"]) == (name.strip(" "), "jeanne-1@exemple.example.com")
        assert named_in(read["From"]) == (organisation.strip(" "), "relais@relais.example.com")


def decoded(header: str) -> str:
    """What RFC 2047 says that it says; the package's newer reader drops hard blanks from names."""
    return str(make_header(decode_header(header.replace("\r\n", ""))))


def named_in(header: str) -> tuple[str, str]:
    name, address = parseaddr(header.replace("\r\n", ""))
    return decoded(name), address


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=400))
def test_every_line_of_the_body_is_short_and_in_seven_bits(text):
    sent = as_sent(replace(note(1), text=f"{text}\n", html=f"<p>{text}</p>"))
    assert sent.isascii()
    assert max(map(len, sent.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    read = message_from_bytes(sent, policy=policy.default)
    assert read.get_body(("html",)).get_content().splitlines() == f"<p>{text}</p>".splitlines()


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", outbox.every_example())
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_letter_says_its_language_and_is_of_short_lines(app, name, language):
    with app.test_request_context():
        sent = as_sent(outbox.example_of(name, language))
    assert f"\r\nContent-Language: {language}" in headers_of(sent)
    assert sent.isascii()
    assert max(map(len, sent.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76
    subject = message_from_bytes(sent, policy=policy.default)["Subject"]
    assert language == "fr" or not re.search("[À-ÿ]", subject), "some filters take it for a disguise"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("language", "name", "told"),
    [
        ("fr", "Élodie Côté", "Élodie Côté"),
        ("en", "Alice Cote", "Alice Cote"),
        ("en", "Alice Côté", "Alice"),
        ("en", "Élodie Côté", "Someone you know"),
        ("en", "Élodie Tremblay", "Someone you know"),
    ],
)
def test_an_english_subject_bears_no_accent(app, language, name, told):
    with app.test_request_context(f"/?lang={language}"):
        assert in_subject(name) == told


@pytest.mark.parametrize(
    ("address", "envelope"),
    [
        ("jean@société.example", "jean@xn--socit-esab.example"),
        ("Jean@SOCIÉTÉ.example", "Jean@xn--socit-esab.example"),
        ("o'brien@exemple.example.com", "o'brien@exemple.example.com"),
    ],
)
def test_a_domain_with_accents_is_written_to_in_the_form_that_every_server_takes(
    post, carrier_to, monkeypatch, address, envelope
):
    monkeypatch.setitem(outbox._composers, "a test", lambda to, facts: replace(note(1), address=address))
    post(1)
    with open_office(accents=False) as office:
        carry(carrier_to(office))
        (letter,) = office.letters
    assert (letter["X-Envelope-To"], letter["To"].addresses[0].addr_spec) == (envelope, envelope)
    assert [state(row) for row in rows()] == ["sent"]


def test_accents_before_the_at_are_parked_with_a_reason_where_the_server_takes_none(post, carrier_to, monkeypatch):
    monkeypatch.setitem(outbox._composers, "a test", lambda to, facts: replace(note(1), address="é@example.com"))
    post(1)
    with open_office(accents=False) as office:
        carry(carrier_to(office))
    assert [(state(row), row.error) for row in rows()] == [("parked", "no-accents")]
