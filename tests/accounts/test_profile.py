"""One's own account: details, password, sessions."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.accounts.auth import passwords
from portal.accounts.models import SignIn, User
from portal.core.db import db
from tests.people import PASSWORD

BLNS = json.loads((Path(__file__).resolve().parents[1] / "data" / "blns.json").read_text())
NEW = "trois tilleuls devant la gare"
DETAILS = {
    "name": "Alice Côté",
    "title": "Conseillère",
    "phone": "418 555-0123",
    "language": "fr",
    "timezone": "America/Toronto",
    "theme": "dark",
}


def test_details_are_kept_and_hold_at_once(cast, client_for):
    alice = client_for(cast.alice)
    answer = alice.post("/me", data={**DETAILS, "language": "en"}, follow_redirects=True)
    assert '<html lang="en" data-theme="dark">' in answer.text
    kept = db.session.get(User, cast.alice.id)
    assert (kept.title, kept.phone, kept.language, kept.theme) == ("Conseillère", "+14185550123", "en", "dark")


def test_wrong_details_are_shown_in_place_with_what_was_typed(cast, client_for):
    answer = client_for(cast.alice).post("/me", data={**DETAILS, "name": "", "phone": "rien", "timezone": "Mars/Base"})
    assert answer.status_code == 422
    assert 'value="rien"' in answer.text
    assert answer.text.count("field__error") == 3


@pytest.mark.parametrize("number", ["+14185550123", "+14185550123x12", "+33612345678", "+10612345678"])
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Vancouver", "Indian/Reunion"])
def test_ones_time_zone_changes_and_the_number_that_the_page_filled_in_stays(cast, client_for, number, zone):
    cast.alice.phone = number
    db.session.commit()
    alice = client_for(cast.alice)
    filled = html.unescape(re.search(r'id="phone"[^>]* value="([^"]*)"', alice.get("/me").text)[1])
    assert alice.post("/me", data={**DETAILS, "phone": filled, "timezone": zone}).status_code == 303
    kept = db.session.get(User, cast.alice.id)
    assert (kept.phone, kept.timezone) == (number, zone)


def test_ones_number_is_read_as_the_office_writes_it_wherever_one_lives(cast, client_for):
    alice = client_for(cast.alice)
    refused = alice.post("/me", data={**DETAILS, "phone": "06 12 34 56 78", "timezone": "Europe/Paris"})
    assert (refused.status_code, "comme +33 1 99 00 12 34" in refused.text) == (422, True)
    assert 'value="06 12 34 56 78"' in refused.text
    cast.quebec.region = "FR-IDF"
    db.session.commit()
    assert alice.post("/me", data={**DETAILS, "phone": "06 12 34 56 78"}).status_code == 303
    assert db.session.get(User, cast.alice.id).phone == "+33612345678"


def test_nobody_becomes_admin_by_their_own_details(cast, client_for):
    client_for(cast.alice).post("/me", data={**DETAILS, "is_admin": "y", "email": "x@y.ca", "version": "1"})
    kept = db.session.get(User, cast.alice.id)
    assert (kept.is_admin, kept.email) == (False, cast.alice.email)


def test_the_present_password_is_asked(cast, client_for):
    answer = client_for(cast.alice).post("/me/password", data={"present": "autre chose", "password": NEW})
    assert answer.status_code == 422
    assert passwords.matches_password(db.session.get(User, cast.alice.id), PASSWORD)


def test_guessing_the_present_password_is_limited(cast, client_for):
    alice = client_for(cast.alice)
    for _ in range(10):
        alice.post("/me/password", data={"present": "autre chose", "password": NEW})
    assert alice.post("/me/password", data={"present": PASSWORD, "password": NEW}).status_code == 422
    assert passwords.matches_password(db.session.get(User, cast.alice.id), PASSWORD)


def test_a_new_password_ends_the_other_sessions(cast, client_for):
    here, elsewhere = client_for(cast.alice), client_for(cast.alice)
    assert here.post("/me/password", data={"present": PASSWORD, "password": NEW}).status_code == 303
    assert here.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 302
    assert passwords.matches_password(db.session.get(User, cast.alice.id), NEW)


@pytest.mark.parametrize("weak", ["court", "motdepasse123", "quebec123456", "a" * 300, "demo-relais-2026"])
def test_a_weak_password_is_refused(cast, client_for, weak):
    answer = client_for(cast.alice).post("/me/password", data={"present": PASSWORD, "password": weak})
    assert answer.status_code == 422


def test_sessions_are_listed_and_ended(cast, client_for):
    here, elsewhere = client_for(cast.alice), client_for(cast.alice)
    page = here.get("/me").text
    assert page.count("sessions__row") == 2
    assert page.count("Ce navigateur") == 1
    other = max(row.id for row in db.session.scalars(select(SignIn)))
    assert here.post(f"/me/sessions/{other}/end").status_code == 303
    assert elsewhere.get("/me").status_code == 302
    assert here.get("/me").status_code == 200


def test_all_the_others_end_at_once(cast, client_for):
    here, others = client_for(cast.alice), [client_for(cast.alice) for _ in range(3)]
    here.post("/me/sessions/end-others")
    assert {other.get("/me").status_code for other in others} == {302}
    assert here.get("/me").status_code == 200


def test_the_session_of_somebody_else_is_not_there(cast, client_for):
    alice, bruno = client_for(cast.alice), client_for(cast.bruno)
    his = max(row.id for row in db.session.scalars(select(SignIn)))
    assert alice.post(f"/me/sessions/{his}/end").status_code == 404
    assert bruno.get("/me").status_code == 200


@pytest.mark.sqlite_only
@pytest.mark.parametrize("first", range(0, len(BLNS), 60))
def test_naughty_strings_are_kept_inert_or_refused(cast, client_for, first):
    alice = client_for(cast.alice)
    for text in BLNS[first : first + 60]:
        given = DETAILS | {"name": text, "title": text, "phone": text}
        assert alice.post("/me", data=given).status_code in (303, 422)
        given = DETAILS | {"name": "N" + text, "title": text}
        assert alice.post("/me", data=given).status_code in (303, 422)
        page = alice.get("/me")
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_a_name_of_one_megabyte_and_nul_are_refused_or_cleaned(cast, client_for):
    alice = client_for(cast.alice)
    assert alice.post("/me", data=DETAILS | {"name": "é" * 1_000_000}).status_code in (413, 422)
    assert alice.post("/me", data=DETAILS | {"name": "Al\x00ice\x07"}).status_code == 303
    assert db.session.get(User, cast.alice.id).name == "Alice"


@pytest.mark.parametrize(
    ("page", "back"),
    [("http://localhost/referrals?x=1", "/referrals"), ("https://evil.example.net//evil.example.net", "/"), ("", "/")],
)
def test_the_theme_is_kept_and_leads_back_to_the_page(client_for, cast, page, back):
    answer = client_for(cast.alice).post("/me/theme", data={"theme": "dark"}, headers={"Referer": page})
    assert (answer.status_code, answer.headers["Location"]) == (303, back)
    assert db.session.scalar(select(User.theme).where(User.id == cast.alice.id)) == "dark"


def test_the_token_of_a_session_stays_the_same_and_is_nobody_elses(client_for, cast):
    alice, bruno = client_for(cast.alice), client_for(cast.bruno)
    first = alice.token()
    alice.forget_token()
    assert alice.token() == first != bruno.token()
    assert bruno.post("/me/theme", data={"theme": "dark"}, headers={"X-CSRFToken": first}).status_code == 400
