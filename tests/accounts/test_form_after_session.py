"""A form that is sent after its session: kept for its own person, neither sent nor shown for anybody else."""

from __future__ import annotations

from io import BytesIO
from random import Random
from string import ascii_letters

import pytest
from sqlalchemy import select

from portal.accounts.auth import passwords, sessions
from portal.accounts.models import User
from portal.core.db import db, utcnow
from portal.web.forms import resubmission
from tests.people import PASSWORD
from tests.support.forms import Page
from tests.support.sessions import sign_in

TITLE = "Conseillère très chevronnée"


def details_of(client) -> dict:
    """The form of one's own details with a title of mine, and the token of the present session."""
    form = next(form for form in Page(client.get("/me").text).forms if "timezone" in form.names)
    given = {name: text for name, kind, text in form.controls if kind not in ("radio", "select")}
    return given | {"title": TITLE, "language": "fr", "timezone": "America/Toronto", "theme": "auto"}


def title_of(person_id: int) -> str:
    return db.session.scalar(select(User.title).where(User.id == person_id))


def form_of(answer, action: str) -> dict:
    """What the form with this action would send as it stands."""
    form = next(form for form in Page(answer.text).forms if form.action == action)
    return {name: text for name, _kind, text in form.controls}


def signing_in(answer, person: str) -> dict:
    return form_of(answer, "/sign-in") | {"email": person, "password": PASSWORD}


@pytest.fixture
def outlived(cast, client_for):
    """(client, what Alice typed); her session was ended from elsewhere."""
    alice = client_for(cast.alice)
    typed = details_of(alice)
    sessions.end_all(cast.alice.id, utcnow())
    return alice, typed


def test_signing_in_on_the_answer_then_sending_saves(cast, outlived):
    alice, typed = outlived
    answer = alice.post("/me", data=typed, csrf=False)
    assert (answer.status_code, TITLE in answer.text) == (401, True)
    wrong = alice.post("/sign-in", data=signing_in(answer, "nobody@example.com"), csrf=False)
    assert (wrong.status_code, TITLE in wrong.text) == (422, True)
    back = alice.post("/sign-in", data=signing_in(wrong, cast.alice.email), csrf=False)
    assert "Alice" in back.text
    assert alice.post("/me", data=form_of(back, "/me"), csrf=False).status_code == 303
    assert title_of(cast.alice.id) == TITLE


def test_signing_in_in_another_tab_then_sending_saves(cast, outlived):
    alice, typed = outlived
    answer = alice.post("/me", data=typed, csrf=False)
    sign_in(alice, cast.alice)
    assert alice.post("/me", data=form_of(answer, "/me"), csrf=False).status_code == 303
    assert title_of(cast.alice.id) == TITLE


def test_after_signing_out_and_in_by_oneself_the_old_page_still_saves(cast, client_for):
    alice = client_for(cast.alice)
    typed = details_of(alice)
    alice.post("/sign-out")
    assert alice.post("/me", data=typed, csrf=False).status_code == 401
    entrance = form_of(alice.get("/sign-in"), "/sign-in")
    alice.post("/sign-in", data=entrance | {"email": cast.alice.email, "password": PASSWORD}, csrf=False)
    assert alice.post("/me", data=typed, csrf=False).status_code == 303
    assert title_of(cast.alice.id) == TITLE


@pytest.mark.parametrize("htmx", [False, True])
def test_nobody_sends_or_reads_what_somebody_else_typed(cast, outlived, htmx):
    alice, typed = outlived
    before = title_of(cast.bruno.id)
    sign_in(alice, cast.bruno)
    answer = alice.post("/me", data=typed, csrf=False, htmx=htmx)
    assert (answer.status_code, TITLE in answer.text) == (400, False)
    assert "or by somebody else" in answer.text
    assert answer.headers.get("HX-Reswap") == ("none" if htmx else None)
    assert title_of(cast.bruno.id) == before


def test_somebody_else_who_signs_in_on_the_answer_is_told_and_nothing_is_sent(cast, outlived):
    alice, typed = outlived
    answer = alice.post("/me", data=typed, csrf=False)
    back = alice.post("/sign-in", data=signing_in(answer, cast.bruno.email), csrf=False)
    assert back.status_code == 303
    home = alice.get(back.location).text
    assert "appartient à quelqu’un d’autre" in home
    assert TITLE not in home + back.text


def test_what_nobody_sealed_is_not_opened(cast, client):
    given = {"email": cast.alice.email, "password": PASSWORD, "kept": "WyIvbWUiLFtdLGZhbHNlLCIiXQ.forged"}
    assert client.post("/sign-in", data=given).status_code == 303


def test_a_file_can_not_be_kept_and_the_page_says_so(outlived):
    alice, typed = outlived
    answer = alice.post("/me", data=typed | {"cv": (BytesIO(b"%PDF-"), "cv.pdf")}, csrf=False)
    assert "Un fichier ne peut pas être gardé" in answer.text
    assert TITLE in answer.text


def test_a_password_is_never_repeated(outlived):
    alice, typed = outlived
    secret = {"csrf_token": typed["csrf_token"], "present": "secret-phrase-one", "password": "secret-phrase-two"}
    answer = alice.post("/me/password", data=secret, csrf=False)
    assert answer.status_code == 401
    assert "secret-phrase" not in answer.text


def test_the_sign_in_page_says_that_a_session_has_ended(cast, client, outlived):
    alice, _typed = outlived
    assert "Votre session est terminée" in alice.get("/me", follow_redirects=True).text
    assert "Votre session est terminée" not in client.get("/me", follow_redirects=True).text
    assert "Your session has ended" in alice.get("/sign-in?lang=en").text


@pytest.mark.parametrize(("lang", "said"), [("fr", "Autorisez les témoins"), ("en", "Allow cookies for this site")])
def test_who_keeps_no_cookies_is_told_so(cast, app, lang, said):
    client = app.test_client(use_cookies=False)
    entrance = form_of(client.get("/sign-in"), "/sign-in") | {"email": cast.alice.email, "password": PASSWORD}
    here = {"Origin": "http://localhost"}
    answer = client.post(f"/sign-in?lang={lang}", data=entrance, csrf=False, headers=here)
    assert answer.status_code == 400
    assert said in answer.text
    assert cast.alice.email in answer.text
    assert PASSWORD not in answer.text


def test_what_no_page_of_ours_sent_is_not_offered_again(client):
    client.get("/sign-in")
    answer = client.post("/sign-in", data={"email": "x@evil.example.net"}, csrf=False)
    assert (answer.status_code, "evil.example.net" in answer.text) == (400, False)


def test_a_token_of_before_a_new_password_serves_nobody_but_a_page_of_ours(cast, client_for):
    here, elsewhere = client_for(cast.alice), client_for(cast.alice)
    typed, new = details_of(elsewhere), "trois tilleuls devant la gare"
    assert here.post("/me/password", data={"present": PASSWORD, "password": new}).status_code == 303
    here.forget_token()
    assert here.post("/me", data=details_of(here) | {"title": "Directrice"}).status_code == 303, "this one goes on"
    assert elsewhere.post("/me", data=typed, csrf=False).status_code == 401, "the other session has ended"
    for client in (here, sign_in(elsewhere, db.session.get(User, cast.alice.id))):
        assert client.post("/me", data=typed, csrf=False).status_code == 400
        other_site = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example.net"}
        assert client.post("/me", data=typed, csrf=False, headers=other_site).status_code == 403
        assert title_of(cast.alice.id) == "Directrice"
    ours = {"Origin": "http://localhost"}
    assert elsewhere.post("/me", data=typed, csrf=False, headers=ours).status_code == 303
    assert title_of(cast.alice.id) == TITLE
    assert here.post("/me", data=details_of(client_for(cast.bruno)), csrf=False, headers=ours).status_code == 400


def test_who_chooses_a_new_password_meanwhile_still_sends_what_they_typed(cast, outlived):
    alice, typed = outlived
    answer = alice.post("/me", data=typed, csrf=False)
    passwords.store_password(cast.alice, "trois tilleuls devant la gare")
    entrance = form_of(answer, "/sign-in") | {"email": cast.alice.email, "password": "trois tilleuls devant la gare"}
    back = alice.post("/sign-in", data=entrance, csrf=False)
    assert alice.post("/me", data=form_of(back, "/me"), csrf=False).status_code == 303
    assert title_of(cast.alice.id) == TITLE


def test_a_long_text_is_kept_through_signing_in(cast, outlived):
    alice, typed = outlived
    long = "Une très longue histoire. " * 40_000
    answer = alice.post("/me", data=typed | {"title": long}, csrf=False)
    back = alice.post("/sign-in", data=signing_in(answer, cast.alice.email), csrf=False)
    assert form_of(back, "/me")["title"].strip() == long.strip()


@pytest.mark.parametrize(("lang", "said"), [("fr", "trop long pour être gardé"), ("en", "too long to be kept")])
def test_a_text_too_long_to_be_kept_while_one_signs_in_stays_on_the_page_which_says_so(cast, outlived, lang, said):
    alice, typed = outlived
    long = "".join(Random(lang).choices(ascii_letters, k=1_900_000))
    answer = alice.post(f"/me?lang={lang}", data=typed | {"title": long}, csrf=False)
    assert (answer.status_code, said in answer.text, "kept" in form_of(answer, "/sign-in")) == (401, True, False)
    again = next(form for form in Page(answer.text).forms if form.action.startswith("/me"))
    sign_in(alice, cast.alice)
    sent = {name: text for name, _kind, text in again.controls}
    assert sent["title"].strip() == long
    refused = alice.post(again.action, data=sent, csrf=False)
    assert (refused.status_code, refused.text.count(long)) == (422, 1), "the form takes 160, and gives it all back once"
    assert len(refused.data) < len(long) + 60_000


def test_one_word_is_kept_and_a_button_alone_need_not_be(app):
    for sent, kept in ((("note", "Merci"), True), (("name", "x" * 200), True), (("answer", "yes"), False)):
        with app.test_request_context("/referrals/1/notes", method="POST", data=dict([sent, ("deed_key", "k" * 43)])):
            assert (resubmission.read_written() is not None) == kept, sent
