"""Every setting takes what makes sense and refuses the rest at the start, with a sentence that names it."""

from __future__ import annotations

from dataclasses import fields

import pytest
from limits import parse

from portal.config import BadSetting, Settings

NUMBERS = {"0": "9", "-1": "9", "1.5": "9", "ten": "9", "": "9", "9999999999": "9", "٣": "9", "0x10": "9"}
ADDRESSES = ("@", "a@", "@b", "a b@c.ca", "a@b c", "a@b@c", "Relais <a@b.ca>", "a@b..ca", "mailto:a@b.ca")
GOOD = {
    "mode": ["production", "development", "demo"],
    "data_dir": [],
    "database_url": [
        "",
        "postgresql://relais@db/relais",
        "postgres://relais@db/relais",
        "sqlite:////srv/relais.sqlite",
    ],
    "secret_key": ["", "0123456789abcdefghijklmnopqrstuv"],
    "host_url": [
        "https://relais.example.com",
        "http://localhost:8000/",
        "http://[::1]:8000",
        "https://xn--rseau-bsa.ca",
    ],
    "allowed_hosts": ["", "a.example.com", "a.example.com, 10.0.0.1", "relais_web"],
    "organisation": ["Relais « Québec »"],
    "privacy_officer": ["", "Jeanne Roy"],
    "privacy_contact": ["", "vie-privee@example.com"],
    "default_language": ["fr", "en"],
    "idle_minutes": ["1", "1440"],
    "session_hours": ["1", "720"],
    "invitation_days": ["1", "90"],
    "proxies": ["0", "2"],
    "worker": ["inside", "apart"],
    "processes": ["1", "64"],
    "live_streams": ["0", "8000"],
    "sign_in_tries": ["10 per 15 minutes", "1 per second", "5 per 1 hour"],
    "consent_days": ["1", "30"],
    "consent_reminders": ["", "3 7"],
    "unagreed_days": ["14", "365"],
    "candidate_months": ["1", "120"],
    "weekly_limit": ["1", "1000"],
    "smtp_url": ["", "smtp://mail.example.com", "smtps://u:p%40ss@10.0.0.1:465"],
    "mail_from": ["", "relais@example.com", "relais+news@localhost"],
    "ownership_days": ["1", "3650"],
    "log_level": ["DEBUG", "INFO", "WARNING", "ERROR"],
}
BAD = {
    "mode": ["", "prod", "Production", "0"],
    "data_dir": [""],
    "database_url": [
        "relais",
        "mysql://h/relais",
        "postgresql+psycopg2://h/relais",
        "postgresql://h:0/relais",
        "postgresql://h:99999/relais",
        "postgresql://h:five/relais",
        "postgresql://a b/relais",
        "postgresql://h/relais?prepare_threshold=0",
        "postgresql://h/relais?sslmod=require",
        "postgresql:///relais?host=a,b,c&port=1,2",
        "sqlite://",
        "sqlite:///relais.sqlite",
        "sqlite:////srv/relais.sqlite?mode=ro",
        "/srv/relais.sqlite",
    ],
    "secret_key": ["a", "short"],
    "host_url": [
        "",
        "relais.example.com",
        "ftp://relais.example.com",
        "https://",
        "https://a b.ca",
        "https://a.ca:99999",
        "https://a.ca:x",
        "https://a.ca:0",
        "https://a.ca/relais",
        "https://a.ca?x=1",
        "https://me@a.ca",
        "https://é.ca",
    ],
    "allowed_hosts": [",", "a.ca,", "https://a.ca", "a.ca:8000", "a b.ca", "*", "-a.ca", "a" * 64 + ".ca"],
    "organisation": ["", "x" * 121],
    "privacy_officer": ["x" * 161],
    "privacy_contact": ADDRESSES,
    "default_language": ["", "FR", "de", "french"],
    "idle_minutes": [*NUMBERS, "1441"],
    "session_hours": [*NUMBERS, "721"],
    "invitation_days": [*NUMBERS, "91"],
    "proxies": ["-1", "one", "", "10"],
    "worker": ["", "Inside", "both"],
    "processes": [*NUMBERS, "65"],
    "live_streams": ["-1", "many", "", "8001"],
    "sign_in_tries": [
        "",
        "nonsense",
        "10",
        "0 per hour",
        "10 per 0 hours",
        "10 per fortnight",
        "ten per hour",
        "5/hour",
    ],
    "consent_days": [*NUMBERS, "366", "31"],
    "consent_reminders": ["3 sept", "0", "3,7", "366", "-1", "٣"],
    "unagreed_days": [*NUMBERS, "366", "13"],
    "candidate_months": [*NUMBERS, "121"],
    "weekly_limit": [*NUMBERS, "1001"],
    "smtp_url": [
        "mail",
        "mail.example.com:25",
        "http://mail.ca",
        "smtp://",
        "smtp://h:99999",
        "smtp://h/in",
        "smtp://a b",
    ],
    "mail_from": ADDRESSES,
    "ownership_days": [*NUMBERS, "3651"],
    "log_level": ["", "info", "nonsense", "10"],
}
NAMES = [declared.name for declared in fields(Settings)]
PRODUCTION = {
    "RELAIS_MODE": "production",
    "RELAIS_HOST_URL": "https://relais.example.com",
    "RELAIS_PRIVACY_OFFICER": "Jeanne Roy",
    "RELAIS_PRIVACY_CONTACT": "vie-privee@example.com",
}


@pytest.fixture
def start(tmp_path):
    """`start(name=text, …)`: the settings of production with these variables."""

    def read(**given: str) -> Settings:
        named = {f"RELAIS_{name.upper()}": text for name, text in given.items()}
        return Settings.from_env({**PRODUCTION, "RELAIS_DATA_DIR": str(tmp_path), **named})

    return read


def test_every_setting_is_walked():
    assert list(GOOD) == NAMES
    assert list(BAD) == NAMES
    assert all(BAD.values())


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in GOOD.items() for text in texts])
def test_what_makes_sense_is_taken(start, name, text):
    assert isinstance(start(**{"mode": "development"} | {name: text}), Settings)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts])
def test_what_makes_none_is_refused_by_its_name(start, name, text):
    with pytest.raises(BadSetting, match=f"RELAIS_{name.upper()}"):
        start(**{name: text})


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["{}\n", "a\nb{}", "{}\x00", "{}\x1b", "{}\u2028", "{}\udce9", " {}", "{} ", "\t{}"])
def test_no_value_holds_what_nobody_sees(start, name, text):
    usual = next(reversed(GOOD[name]), "/srv/relais")
    with pytest.raises(BadSetting, match=f"RELAIS_{name.upper()}"):
        start(**{name: text.format(usual)})


@pytest.mark.parametrize("name", ["RELAIS_COLOUR", "relais_mode", "Relais_Mode", "RELAIS_", "RELAIS_MODE_"])
def test_a_name_that_nobody_knows_is_said(name):
    with pytest.raises(BadSetting, match=f"Unknown setting {name}\\."):
        Settings.from_env({name: "production"})


@pytest.mark.parametrize(
    "secret",
    [
        "a" * 32,
        "changeme" * 4,
        "ab" * 20,
        "abcdefghij0123456789",
        "aaaabbbbccccdddd" * 2 + "e",
        "0123456789" * 3 + "01",
    ],
)
def test_production_refuses_a_key_that_can_be_guessed(start, secret):
    with pytest.raises(BadSetting, match="RELAIS_SECRET_KEY"):
        start(secret_key=secret)


def test_a_kept_key_is_no_weaker(start, tmp_path):
    (tmp_path / "secret_key").write_text("a" * 40)
    with pytest.raises(BadSetting, match="RELAIS_SECRET_KEY can be guessed"):
        start()


@pytest.mark.parametrize("name", ["privacy_officer", "privacy_contact"])
def test_production_needs_a_privacy_officer(start, name):
    with pytest.raises(BadSetting, match="required in production"):
        start(**{name: ""})


@pytest.mark.parametrize("blank", ["\u200b", "-", "\u2060\u200b", "…"])
@pytest.mark.parametrize("name", ["privacy_officer", "organisation"])
def test_a_name_that_nobody_can_read_is_refused(start, name, blank):
    with pytest.raises(BadSetting, match="with a letter or a digit in it"):
        start(**{name: blank})


@pytest.mark.parametrize("name", ["database_url", "secret_key", "smtp_url"])
def test_a_refusal_never_shows_a_secret(start, name):
    with pytest.raises(BadSetting) as refusal:
        start(**{name: "x://u:hush@h"})
    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize("text", GOOD["sign_in_tries"])
def test_every_rate_is_one_that_counting_knows(text):
    assert parse(text).amount >= 1
