"""Headers, hosts, cross-site requests, redirects: what a hostile page or network tries first."""

from __future__ import annotations

import pytest

from portal.config import BadSetting, Settings
from portal.core.db import db
from portal.notifications import preferences
from portal.web.http.security import same_site_path
from tests.support.databases import migrated, new_app

pytestmark = pytest.mark.sqlite_only
STRICT = ("default-src 'none'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")


@pytest.mark.parametrize("path", ["/sign-in", "/nothing-here", "/healthz", "/live"])
def test_every_answer_carries_the_strict_headers(client, path):
    answer = client.get(path)
    assert all(part in answer.headers["Content-Security-Policy"] for part in STRICT)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.headers["X-Request-Id"]) == 16


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/sign-in", headers={"Host": "evil.example.net"}).status_code == 400


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example.net"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_changes_nothing(client, header):
    assert client.post("/me/theme", data={"theme": "dark"}, headers=header).status_code == 403


@pytest.mark.parametrize("header", [{"Origin": "https://mail.example.net"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_mail_program_s_own_page_may_unsubscribe(cast, client, header):
    address = preferences.unsubscribe_path(cast.alice.id)
    assert client.post(address, data={"List-Unsubscribe": "One-Click"}, headers=header, csrf=False).status_code == 200


@pytest.mark.parametrize("header", [{"Origin": "http://["}, {"Origin": "null"}, {"Origin": "http://[::1"}])
def test_an_origin_that_nobody_can_read_is_another_site(client, header):
    assert client.post("/me/theme", data={"theme": "dark"}, headers=header).status_code == 403


def test_a_page_of_origin_that_nobody_can_read_leads_home(client):
    answer = client.post("/me/theme", data={"theme": "dark"}, headers={"Referer": "http://["})
    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize("host", ["[", "[::1", "[::g]", "a]", "[]"])
def test_a_host_that_nobody_can_read_is_refused(client, host):
    assert client.get("/sign-in", headers={"Host": host}).status_code == 400


def test_a_thing_has_one_address(client):
    assert client.get("/opportunities/12").status_code == 302
    assert client.get("/opportunities/١٢").status_code == 404


def test_a_change_without_its_token_is_refused(client):
    assert client.post("/me/theme", data={"theme": "dark"}, csrf=False).status_code == 400


@pytest.mark.parametrize(
    "target", ["//evil.example.net", "https://evil.example.net", "/\\evil", "javascript:alert(1)", "", None, "/a\nb"]
)
def test_nobody_is_sent_to_another_site(target):
    assert same_site_path(target, "/home") == "/home"


def test_people_are_sent_back_to_where_they_were():
    assert same_site_path("/referrals?mine=1", "/") == "/referrals?mine=1"


def test_errors_have_three_faces(client):
    page = client.get("/nothing-here")
    assert page.status_code == 404
    assert "<html" in page.text
    fragment = client.get("/nothing-here", htmx=True)
    assert fragment.status_code == 404
    assert "<html" not in fragment.text
    assert client.get("/api/v1/nothing").json["error"]["code"] == 404


def test_errors_speak_the_reader_s_language(client):
    assert 'lang="fr"' in client.get("/nothing-here").text
    assert 'lang="en"' in client.get("/nothing-here?lang=en").text
    assert 'lang="en"' in client.get("/nothing-here").text, "the choice is kept"


PRODUCTION = {
    "RELAIS_MODE": "production",
    "RELAIS_HOST_URL": "https://relais.example.com",
    "RELAIS_PRIVACY_OFFICER": "Jeanne Roy",
    "RELAIS_PRIVACY_CONTACT": "vie-privee@example.com",
}


@pytest.mark.parametrize(
    "change",
    [
        {"RELAIS_SECRET_KEY": "short"},
        {"RELAIS_HOST_URL": "http://relais.example.com"},
        {"RELAIS_PRIVACY_OFFICER": ""},
        {"RELAIS_PRIVACY_CONTACT": "nobody"},
        {"RELAIS_MODE": "prod"},
        {"RELAIS_IDLE_MINUTES": "ten"},
        {"RELAIS_COLOUR": "blue"},
    ],
)
def test_production_refuses_to_start_unsafely(tmp_path, change):
    with pytest.raises(BadSetting):
        Settings.from_env({**PRODUCTION, "RELAIS_DATA_DIR": str(tmp_path), **change})


def test_the_key_is_made_once_and_kept_for_the_owner_only(tmp_path):
    first = Settings.from_env({**PRODUCTION, "RELAIS_DATA_DIR": str(tmp_path)})
    again = Settings.from_env({**PRODUCTION, "RELAIS_DATA_DIR": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.fixture(params=["http", "https"])
def typed(request, tmp_path):
    """(scheme of the address that people type, an app that is reached over http behind a proxy that is not named)."""
    app = migrated(new_app(tmp_path, host_url=f"{request.param}://localhost"))
    yield request.param, app
    with app.app_context():
        db.engine.dispose()


def test_what_people_type_decides_on_hsts_and_on_cookies_and_static_files_carry_the_headers_too(typed):
    scheme, app = typed
    with app.app_context():
        svg = app.jinja_env.globals["asset"]("icons/sprite.svg")
    client = app.test_client()
    answers = [client.get(path) for path in ("/sign-in?lang=en", "/nothing-here", "/healthz", svg)]
    answers.append(client.post("/me/theme", data={"theme": "dark"}))
    assert [answer.status_code for answer in answers] == [200, 404, 200, 200, 303]
    assert ["Strict-Transport-Security" in answer.headers for answer in answers] == [scheme == "https"] * 5
    assert all(part in answers[3].headers["Content-Security-Policy"] for part in STRICT)
    assert answers[3].headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answers[3].headers["Cache-Control"]
    cookies = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]
    assert {line.partition("=")[0] for line in cookies} >= {"lang", "theme"}
    assert ["Secure" in line for line in cookies] == [scheme == "https"] * len(cookies)


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example.net"}, {"Sec-Fetch-Site": "cross-site"}])
@pytest.mark.parametrize("path", ["/me", "/sign-in", "/nothing-here", "/unsubscribe/nothing"])
def test_another_site_signs_nobody_out_by_bringing_a_new_cookie(client, header, path):
    answer = client.post(path, data={"word": "not mine"}, headers=header, csrf=False)  # Lax: the cookie stays away
    assert "Set-Cookie" not in answer.headers
