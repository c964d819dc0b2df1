"""The invitation on its way: a real mail server gets it, and its one-click address works as mail programs use it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from portal.core.db import db, utcnow
from portal.mail import delivery
from portal.mail.smtp import Carrier
from portal.referrals.consent import invitations
from portal.referrals.record.contact_hashes import is_suppressed
from tests import people
from tests.candidate_portal.answers import a_linked_referral


def test_a_real_server_gets_the_invitation_and_one_click_ends_letters(committed, post_office, mailbox):
    cast = people.gather()
    referral, token = a_linked_referral(cast.alice)
    invitations.invite_candidate(referral, now=utcnow())
    db.session.commit()
    carrier = Carrier(replace(committed.config["SETTINGS"], smtp_url=post_office.url))
    while delivery.deliver_one(carrier):
        pass
    carrier.leave()
    (letter,) = mailbox
    assert letter["X-Envelope-To"] == "canari@exemple.example.com"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    words = letter.get_body(("plain",)).get_content()
    assert f"/consent/{token}" in words
    stranger, path = committed.test_client(), urlsplit(letter["List-Unsubscribe"].strip("<>")).path
    assert stranger.get(path).status_code == 200
    assert not is_suppressed("canari@exemple.example.com")
    answer = stranger.post(path, data={"List-Unsubscribe": "One-Click"}, csrf=False)
    assert answer.status_code == 200
    db.session.rollback()
    assert is_suppressed("canari@exemple.example.com")
