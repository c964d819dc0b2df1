"""What time does: links expire with a word to the referrer, and what was never agreed to, or kept long, is erased."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.candidate_portal import expiry, withdrawal
from portal.config import BadSetting, Settings
from portal.core.db import db, utcnow
from portal.privacy.erasure import Erasure
from portal.referrals.consent import invitations, links
from portal.referrals.consent.register import months_after
from portal.referrals.introductions import acceptance
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, deliver, letters_to, say
from tests.referrals.board.moves import history


def ledger() -> list[tuple[str, str]]:
    return [(row.subject, row.why) for row in db.session.scalars(db.select(Erasure).order_by(Erasure.id))]


def test_after_fourteen_days_the_referral_expires_once_with_an_honest_word(cast, client):
    referral, token = a_linked_referral(cast.alice, days_ago=14.1)
    young, _token = a_linked_referral(cast.alice, candidate=factories.a_candidate("Jeune Lien"), days_ago=13.9)
    assert expiry.expire_referrals(utcnow()) == 1
    assert expiry.expire_referrals(utcnow()) == 0
    assert (referral.stage, young.stage) == ("expired", "awaiting_consent")
    line = history(referral)[-1]
    assert "n’est pas venue à temps" in line.note
    assert (line.by_id, referral.closed_at is not None, referral.last_news_at is not None) == (None, True, True)
    assert client.get(f"/consent/{token}").status_code == 404


def test_a_yes_never_expires_while_the_office_thinks(cast, client):
    referral, token = a_linked_referral(cast.alice, days_ago=13)
    say(client, token, referral)
    assert expiry.expire_referrals(utcnow() + timedelta(days=9)) == 0
    assert expiry.erase_unanswered(utcnow() + timedelta(days=90)) == 0
    assert referral.stage == "awaiting_consent"


def test_on_day_thirty_what_was_never_agreed_to_is_erased(cast, client):
    expired, _token = a_linked_referral(cast.alice, days_ago=30.1)
    expiry.expire_referrals(utcnow())
    refused, token = a_linked_referral(cast.alice, candidate=factories.a_candidate("Non Merci"), days_ago=10)
    client.post(f"/consent/{token}", data={"answer": "no"})
    assert expiry.erase_unanswered(utcnow()) == 1
    assert (expired.candidate.name, expired.why, expired.stage) == ("", "", "expired")
    assert "n’est pas venue à temps" in history(expired)[-1].note
    assert refused.candidate.erased_at is None
    refused.created_at = refused.candidate.created_at = utcnow() - timedelta(days=31)
    assert expiry.erase_unanswered(utcnow()) == 1
    assert expiry.erase_unanswered(utcnow()) == 0
    assert ledger() == [(f"candidate:{row.candidate_id}", "unanswered") for row in (expired, refused)]


def test_what_was_taken_back_is_erased_thirty_days_later(cast, client):
    referral, token = a_linked_referral(cast.alice, cast and factories.a_role(cast.rita), days_ago=200)
    links.link_of(referral.id).expires_at = utcnow() + timedelta(days=1)
    acceptance.accept_introduction(referral, by=cast.rita, now=utcnow(), version=referral.version)
    referral.candidate.created_at = referral.created_at
    say(client, token, referral)
    client.post(f"/consent/{token}/withdrawal")
    assert expiry.erase_unanswered(utcnow() + timedelta(days=29)) == 0
    assert client.get(f"/consent/{token}").status_code == 200
    assert expiry.erase_unanswered(utcnow() + timedelta(days=31)) == 1
    assert [mail.subject for mail in deliver(referral)] == []


def test_a_record_that_was_merged_lives_and_goes_with_the_one_it_is_of(cast, client):
    referral, token = a_linked_referral(cast.alice, days_ago=60)
    links.link_of(referral.id).expires_at = utcnow() + timedelta(days=1)
    younger = factories.a_candidate(
        "Zéphirine Canary", created_at=referral.created_at, merged_into_id=referral.candidate_id
    )
    referral.candidate.merged_into_id = referral.candidate_id
    younger.same_said_at = referral.candidate.same_said_at = utcnow()
    say(client, token, referral)
    assert expiry.erase_unanswered(utcnow()) == 0
    client.post(f"/consent/{token}/erasure")
    assert (referral.candidate.name, younger.name) == ("", "")


def test_two_years_after_the_last_contact_nothing_is_kept(cast, client):
    referral, token = a_linked_referral(cast.alice)
    say(client, token, referral)
    then = months_after(utcnow(), 24)
    assert expiry.erase_kept_long(then - timedelta(days=2)) == 0
    assert expiry.erase_kept_long(then + timedelta(days=2)) == 1
    assert referral.candidate.name == ""
    assert ledger()[-1][1] == "kept_long"


def test_a_referral_taken_back_is_erased_at_once_when_nobody_was_written_to(cast, client, client_for):
    referral, token = a_linked_referral(cast.alice)
    invitations.invite_candidate(referral, now=utcnow())
    alice = client_for(cast.alice)
    assert "Retirer cette recommandation" in alice.get(f"/referrals/{referral.id}").text
    assert alice.post(f"/referrals/{referral.id}/retraction").status_code == 303
    assert (referral.stage, referral.candidate.name, referral.why) == ("taken_back", "", "")
    assert client.get(f"/consent/{token}").status_code == 404
    assert letters_to(referral) == []
    assert ledger() == [(f"candidate:{referral.candidate_id}", "taken_back")]
    assert alice.post(f"/referrals/{referral.id}/retraction").status_code == 422


@pytest.mark.parametrize("written_to", [False, True])
def test_everybody_reads_who_took_it_back_and_it_counts_apart_from_withdrawals(cast, client, client_for, written_to):
    referral, _token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    invitations.invite_candidate(referral, now=utcnow())
    if written_to:
        deliver(referral)
    alice = client_for(cast.alice)
    alice.post(f"/referrals/{referral.id}/retraction")
    for language, mine, theirs, count in (
        ("fr", "Vous avez retiré cette recommandation", "Alice Côté a retiré la recommandation.", "Retrait"),
        ("en", "You took this referral back", "Alice Côté took the referral back.", "Taken back"),
    ):
        assert mine in alice.get(f"/referrals?lang={language}").text
        for reader in (cast.alice, cast.rita, cast.max):
            page = client_for(reader).get(f"/referrals/{referral.id}?lang={language}").text
            assert theirs in page
            assert not [false for false in ("préféré ne pas", "chose not to") if false in page]
        counted = alice.get(f"/referrals/outcomes?lang={language}").text
        assert count in counted
        assert not [false for false in ("Désistement", "Withdrawn") if false in counted]


def test_who_was_written_to_is_told_before_they_are_erased(cast, client, client_for):
    referral, _token = a_linked_referral(cast.alice)
    invitations.invite_candidate(referral, now=utcnow())
    deliver(referral)
    client_for(cast.alice).post(f"/referrals/{referral.id}/retraction")
    assert withdrawal.erase_told(utcnow()) == 0
    (mail,) = deliver(referral)
    assert "retiré" in mail.text
    assert withdrawal.erase_told(utcnow()) == 1
    assert withdrawal.erase_told(utcnow()) == 0
    assert referral.candidate.name == ""


def test_a_mail_server_that_is_away_keeps_nobody_longer_than_a_day(cast, client_for):
    referral, _token = a_linked_referral(cast.alice)
    invitations.invite_candidate(referral, now=utcnow())
    deliver(referral)
    client_for(cast.alice).post(f"/referrals/{referral.id}/retraction")
    assert withdrawal.erase_told(utcnow() + timedelta(hours=25)) == 1


def test_once_the_introduction_is_open_it_is_not_taken_back(cast, client, client_for):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    acceptance.accept_introduction(referral, by=cast.rita, now=utcnow(), version=referral.version)
    say(client, token, referral)
    assert client_for(cast.alice).post(f"/referrals/{referral.id}/retraction").status_code == 422
    assert client_for(cast.rita).post(f"/referrals/{referral.id}/retraction").status_code == 403
    assert client_for(cast.bruno).post(f"/referrals/{referral.id}/retraction").status_code == 404
    assert referral.stage == "received"


@pytest.mark.parametrize(
    "wrong", [{"RELAIS_CONSENT_REMINDERS": "3 sept"}, {"RELAIS_CONSENT_DAYS": "31"}, {"RELAIS_CONSENT_DAYS": "0"}]
)
def test_times_that_make_no_sense_stop_the_start(wrong):
    with pytest.raises(BadSetting):
        Settings.from_env(wrong)


def test_reminders_may_be_off():
    assert Settings.from_env({"RELAIS_CONSENT_REMINDERS": ""}).reminder_days == []
    assert Settings.from_env({"RELAIS_CONSENT_REMINDERS": "7 3"}).reminder_days == [3, 7]
