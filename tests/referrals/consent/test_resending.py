"""The candidate's link can be sent again: a fresh one, once a day, by whoever may reach them; nothing else shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.candidate_portal import expiry
from portal.core.db import db, utcnow
from portal.core.errors import Refused
from portal.referrals.consent import invitations, links, resending
from portal.referrals.record import contact_hashes
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, deliver, letters_to
from tests.referrals.board.moves import history

DAY = timedelta(days=1, minutes=1)


@pytest.fixture
def invited(cast):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    invitations.invite_candidate(referral, now=utcnow())
    deliver(referral)
    return referral, token


@pytest.fixture
def opened(cast):
    return a_linked_referral(cast.alice, factories.a_role(cast.rita), stage="received")


def press(client, referral) -> str:
    answer = client.post(f"/referrals/{referral.id}/link")
    assert answer.status_code == 303
    return client.get(answer.location).text


def test_the_referrer_has_a_fresh_link_sent_and_the_old_one_ends(cast, client, client_for, invited):
    referral, token = invited
    assert "Renvoyer le lien" in client_for(cast.alice).get(f"/referrals/{referral.id}").text
    assert "C’est demandé." in press(client_for(cast.alice), referral)
    (mail,) = deliver(referral)
    fresh = links.token_of(links.link_of(referral.id))
    assert f"http://localhost/consent/{fresh}" in mail.text
    assert client.get(f"/consent/{token}").status_code == 404
    assert client.get(f"/consent/{fresh}").status_code == 200
    assert client.get(f"/consent/{links.token_of(links.passed_of(referral.id))}").status_code == 200
    assert "Alice Côté a demandé un nouvel envoi du lien" in client_for(cast.rita).get(f"/referrals/{referral.id}").text


def test_once_a_day_and_a_double_click_sends_once(cast, client_for, invited):
    referral, _token = invited
    press(client_for(cast.alice), referral)
    assert "une fois par jour suffit" in press(client_for(cast.alice), referral)
    assert [line.gesture for line in history(referral)] == ["resent"]
    assert len(letters_to(referral)) == 2


def test_no_more_letters_leave_before_an_answer_than_were_promised(cast, invited):
    referral, _token = invited
    made = links.link_of(referral.id).made_at
    for number in (1, 2):
        resending.resend_link(referral, by=cast.alice, now=made + DAY * number)
        db.session.commit()
        deliver(referral)
    with pytest.raises(Refused):
        resending.resend_link(referral, by=cast.alice, now=made + DAY * 3)
    for day in (3.5, 7.5):
        expiry.remind_candidates(made + timedelta(days=day))
    assert len(letters_to(referral)) == 3


@pytest.mark.parametrize("why", ["asked for silence", "was written to before"])
def test_who_may_not_be_written_to_is_not_and_the_referrer_can_not_tell(cast, client, client_for, why):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    if why == "asked for silence":
        invitations.invite_candidate(referral, now=utcnow())
        contact_hashes.suppress_people([referral.candidate], how="page", now=utcnow())
        deliver(referral)
    db.session.commit()
    before = len(letters_to(referral))
    assert "C’est demandé." in press(client_for(cast.alice), referral)
    assert "une fois par jour suffit" in press(client_for(cast.alice), referral)
    assert len(letters_to(referral)) == before
    assert client.get(f"/consent/{token}").status_code == 200, "a link that they may hold goes on"


def test_after_the_opening_it_is_for_the_office(cast, client, client_for, opened):
    referral, token = opened
    assert client_for(cast.alice).post(f"/referrals/{referral.id}/link").status_code == 403
    page = press(client_for(cast.rita), referral)
    assert "Un nouveau lien part pour c…@exemple.example.com" in page
    (mail,) = deliver(referral)
    assert links.token_of(links.link_of(referral.id)) in mail.text
    assert client.get(f"/consent/{token}").status_code == 404
    page = client_for(cast.rita).get(f"/referrals/{referral.id}").text
    assert "Dernier courriel envoyé à c…@exemple.example.com" in page
    assert "Dernier courriel" not in client_for(cast.alice).get(f"/referrals/{referral.id}").text


def test_the_office_sends_nothing_before_the_opening_nor_to_who_asked_for_silence(cast, client_for, invited, opened):
    asked, _token = invited
    page = client_for(cast.rita).get(f"/referrals/{asked.id}").text
    assert client_for(cast.rita).post(f"/referrals/{asked.id}/link").status_code == 403
    assert ("Renvoyer le lien" in page, "Dernier courriel" in page, "canari@" in page) == (False, False, False)
    referral, token = opened
    contact_hashes.suppress_hashes(contact_hashes.hash_addresses(referral.candidate.email), how="page", now=utcnow())
    db.session.commit()
    assert "Aucun courriel ne peut être envoyé" in press(client_for(cast.rita), referral)
    assert links.token_of(links.link_of(referral.id)) == token
