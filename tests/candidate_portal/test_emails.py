"""How the link travels: one letter for a person, reminders while they think, one click to get no more; or by hand."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from portal.candidate_portal import expiry, one_click_unsubscribe
from portal.core.db import db, utcnow
from portal.mail.outbox import example_of
from portal.referrals.consent import invitations, links
from portal.referrals.record import contact_hashes
from portal.referrals.record.contact_hashes import is_suppressed
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, deliver, letters_to, say
from tests.referrals.submission.answers import typed

LETTERS = ("consent.invitation", "consent.own_page", "consent.reminder", "consent.taken_back", "consent.withdrawn")


@pytest.fixture
def invited(cast):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    invitations.invite_candidate(referral, now=utcnow())
    db.session.commit()
    return referral, token


def older(referral, days: float) -> None:
    """Let the link be `days` older."""
    link, by = links.link_of(referral.id), timedelta(days=days)
    link.made_at, link.expires_at = link.made_at - by, link.expires_at - by
    db.session.commit()


def passed_on(client, referral) -> str:
    return client.get(f"/referrals/{referral.id}").text.split('id="their-page"')[1].split("</section>")[0]


def test_introducing_somebody_with_an_address_writes_to_them_once_ever(cast, client_for):
    for number, who in enumerate((cast.alice, cast.bruno)):
        form = typed(
            office=str(cast.quebec.id), deed_key=f"a-key-of-twenty-letters-{number}", email="Jeanne@exemple.example.com"
        )
        assert client_for(who).post("/referrals/new", data=form).status_code in (303, 422)
    rows = db.session.execute(db.text("SELECT letter FROM outgoing WHERE recipient LIKE 'candidate:%'")).all()
    assert [row.letter for row in rows] == ["consent.invitation"]


def test_the_invitation_says_who_and_leads_to_the_page(cast, client, invited):
    referral, token = invited
    (mail,) = deliver(referral)
    assert mail.address == "canari@exemple.example.com"
    assert "Alice Côté" in mail.subject
    assert f"http://localhost/consent/{token}" in mail.text
    assert "Bureau de Québec" in mail.text
    assert "Une plume" not in mail.text
    assert mail.unsubscribe.startswith("http://localhost/unsubscription/")
    assert client.get(f"/consent/{token}").status_code == 200


def test_whoever_asked_not_to_be_written_to_is_not_and_the_referrer_can_not_tell(cast, client_for, invited):
    referral, _token = invited
    before = passed_on(client_for(cast.alice), referral)
    contact_hashes.suppress_hashes(
        contact_hashes.hash_addresses("canari@exemple.example.com"), how="page", now=utcnow()
    )
    assert deliver(referral) == []
    assert passed_on(client_for(cast.alice), referral) == before


def test_reminders_go_on_their_days_once_each_and_only_while_it_is_asked(cast, client, invited):
    referral, token = invited
    expiry.remind_candidates(utcnow() + timedelta(days=3, hours=1))
    assert len(letters_to(referral)) == 1, "who got no invitation is not reminded"
    deliver(referral)
    for day, letters in ((2.9, 1), (3.1, 2), (3.2, 2), (6.9, 2), (7.1, 3), (13.0, 3), (14.1, 3)):
        expiry.remind_candidates(links.link_of(referral.id).made_at + timedelta(days=day))
        assert len(letters_to(referral)) == letters, day
    say(client, token, referral)
    assert deliver(referral) == [], "an answer overtakes the reminders that wait"


def test_of_missed_reminders_only_the_last_is_sent(cast, invited):
    referral, _token = invited
    deliver(referral)
    expiry.remind_candidates(links.link_of(referral.id).made_at + timedelta(days=9))
    assert [row.key for row in letters_to(referral)][1:] == [f"reminder:{referral.id}:7"]


@pytest.mark.parametrize("header", [{}, {"Origin": "https://mail.example.net"}, {"Sec-Fetch-Site": "cross-site"}])
def test_one_click_gets_no_more_letters_and_looking_does_not(cast, client, invited, header):
    referral, token = invited
    path = one_click_unsubscribe.path_of("canari@exemple.example.com", "fr")
    for method in ("GET", "HEAD", "GET"):
        assert client.open(path, method=method).status_code == 200
    assert not is_suppressed("canari@exemple.example.com")
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"}, csrf=False, headers=header)
    assert answer.status_code == 200
    assert is_suppressed("canari@exemple.example.com")
    assert deliver(referral) == []
    assert client.get(f"/consent/{token}").status_code == 200, "the link itself works on"


def test_the_token_of_one_purpose_opens_no_other(cast, client, invited):
    _referral, token = invited
    digest, off = urlsplit(one_click_unsubscribe.path_of("canari@exemple.example.com", "fr")).path.split("/")[2:]
    other = urlsplit(one_click_unsubscribe.path_of("merle@exemple.example.com", "fr")).path.split("/")[2]
    assert client.get(f"/consent/{off}").status_code == 404
    for path in (f"{digest}/{token}", f"{other}/{off}", f"{digest}/{digest}", f"1/{off}", f"1/{token}"):
        dead = client.post(f"/unsubscription/{path}", csrf=False)
        assert (dead.status_code, "Pour ne plus recevoir de courriels" in dead.text) == (404, True), path
    assert not is_suppressed("canari@exemple.example.com")


def test_the_producer_passes_the_link_on_and_nobody_else_sees_it(cast, client_for, invited):
    referral, token = invited
    referral.candidate.phone = referral.typed_phone = "+14185550177x12"
    db.session.commit()
    page = client_for(cast.alice).get(f"/referrals/{referral.id}").text
    passed_on = links.token_of(links.passed_of(referral.id))
    assert f"http://localhost/consent/{passed_on}" in page
    assert token not in page, "the candidate alone holds it"
    assert "sms:+14185550177?" in page
    assert 'href="tel:+14185550177;ext=12">418 555-0177, poste 12</a>' in page
    assert "Bonjour Zéphyrine," in page
    assert "Hello Zéphyrine," in page
    for other in (cast.rita, cast.max, cast.ada):
        text = client_for(other).get(f"/referrals/{referral.id}").text
        assert token not in text
        assert passed_on not in text


@pytest.mark.sqlite_only
@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_letter_reads_well_in_both_languages(app, letter, language):
    with app.test_request_context():
        mail = example_of(letter, language)
    assert mail.subject
    assert ("Bonjour" if language == "fr" else "Hello") in mail.text
    assert "Alice Côté" in mail.text or "Bureau de Québec" in mail.text
