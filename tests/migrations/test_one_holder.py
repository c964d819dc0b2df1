"""The links of releases in which candidate and referrer held the same one: each has one holder, and none is lost."""

from __future__ import annotations

import flask_migrate
import pytest

from portal.activity.log import record
from portal.candidate_portal import one_click_unsubscribe
from portal.core.db import db, utcnow
from portal.core.errors import LinkGone
from portal.core.tokens import derive_token, new_token, reach_digest
from portal.mail.outbox import OutgoingLetter
from portal.referrals.consent import invitations, links, register
from portal.referrals.consent.events import CORRECTED
from portal.referrals.consent.models import Consent
from portal.referrals.record import contact_hashes
from portal.referrals.record.models import Referral
from tests import factories, people
from tests.candidate_portal.answers import a_linked_referral, deliver, letters_to

TAGGED = "Jeanne+emploi@exemple.example.com"


ASKED, TOLD = ("lettered", "passed on"), ("agreed", "corrected")
"""Where nothing was said yet; and where something was, by people who have an address."""


def written_before() -> dict[str, tuple[int, int, str, str]]:
    """(referral, link, token, token to unsubscribe) by where they stood at the revision before."""
    cast, now = people.gather(), utcnow()
    found = {}
    for name in (*ASKED, *TOLD, "agreed without address"):
        email = "" if "without" in name else TAGGED if name == "lettered" else f"{name[:4]}@exemple.example.com"
        referral, token = a_linked_referral(cast.alice, candidate=factories.a_candidate(email=email))
        if name == "lettered":
            invitations.invite_candidate(referral, now=now)
            db.session.scalars(db.select(OutgoingLetter)).one().sent_at = now
        if name == "corrected":
            record(CORRECTED, referral, by=None, now=now)
        if name.startswith("agreed"):
            referral.agreed_at = now
            register.record_consent(referral, ["this_role"], language="fr", channel="page", way="own_page", now=now)
        link = links.link_of(referral.id)
        found[name] = referral.id, link.id, token, derive_token(one_click_unsubscribe.PURPOSE, link.id, link.nonce)
    db.session.commit()
    db.session.remove()
    flask_migrate.downgrade(revision="0007")
    return found


@pytest.mark.usefixtures("empty")
def test_what_the_referrer_may_have_noted_opens_the_question_at_most():
    flask_migrate.upgrade()
    before = written_before()
    flask_migrate.upgrade()
    now = utcnow()
    for name, (referral_id, _link, token, _off) in before.items():
        own = links.find_link(links.token_of(links.link_of(referral_id)), now=now)
        assert (own.referral.id, own.own) == (referral_id, True), name
        if name in ASKED:
            opened = links.find_link(token, now=now, passed_on=True)
            assert (opened.referral.id, opened.own) == (referral_id, False), name
            assert links.token_of(links.passed_of(referral_id)) == token, name
        else:
            assert links.passed_of(referral_id) is None, name
        if name != "agreed without address":
            with pytest.raises(LinkGone):
                links.find_link(token, now=now, passed_on=name in TOLD)
    assert links.find_link(before["agreed without address"][2], now=now).own, "it is their only way back"
    assert set(db.session.scalars(db.select(Consent.way))) == {"shared"}
    referrer = db.session.get(Referral, before["agreed"][0]).referrer
    made = links.make_links(factories.a_referral(referrer), now=now)
    assert made.id, "numbers go on after those that were taken over"


@pytest.mark.usefixtures("empty")
def test_who_had_said_something_gets_a_link_of_their_own_by_letter():
    flask_migrate.upgrade()
    before = written_before()
    flask_migrate.upgrade()
    for name, (referral_id, *_more) in before.items():
        referral = db.session.get(Referral, referral_id)
        letters = [row for row in letters_to(referral) if row.letter == "consent.own_page"]
        assert len(letters) == (1 if name in TOLD else 0), name
        for mail in deliver(referral) if letters else ():
            assert links.address_of(links.link_of(referral_id)) in mail.text, name


@pytest.mark.usefixtures("empty")
def test_a_letter_of_before_still_shuts_the_address_that_got_it():
    flask_migrate.upgrade()
    referral_id, link_id, _token, off = written_before()["lettered"]
    flask_migrate.upgrade()
    links.renew_link(links.link_of(referral_id))
    person = db.session.get(Referral, referral_id).candidate
    person.email = "nouveau@exemple.example.com"
    digest = one_click_unsubscribe.digest_of_link(link_id, off)
    one_click_unsubscribe.stop_letters(digest, now=utcnow())
    assert contact_hashes.is_suppressed("jeanne@exemple.example.com")
    assert not contact_hashes.is_suppressed(person.email)
    assert links.was_written_to("JEANNE+autre@exemple.example.com")
    assert reach_digest("jeanne@exemple.example.com") in contact_hashes.hashes_of(person.id)
    with pytest.raises(LinkGone):
        one_click_unsubscribe.digest_of_link(link_id, new_token())
