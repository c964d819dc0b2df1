"""“No more letters” holds for the address that got one: in every spelling, and whatever becomes of the person."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from portal.core.db import db, utcnow
from portal.core.tokens import reach_digest_as_written
from portal.referrals import erasing, inviting, reach
from portal.referrals.reach import CandidateReach, DoNotContact
from portal.referrals.sameness import knowing, merging
from portal.referrals.sameness.models import Likeness
from tests import factories
from tests.referrals.answers import typed
from tests.referrals.consent.answers import a_linked_referral, deliver, letters_to, say

OLD, NEW = "canari@exemple.example.com", "nouveau@exemple.example.com"


@pytest.fixture
def lettered(cast):
    """(referral, own token, the path in the letter that ends letters): the invitation has left for OLD."""
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    inviting.invite(referral, now=utcnow())
    (mail,) = deliver(referral)
    return referral, token, urlsplit(mail.unsubscribe)


def end_letters(client, path) -> None:
    assert (
        client.post(f"{path.path}?{path.query}", data={"List-Unsubscribe": "One-Click"}, csrf=False).status_code == 200
    )


def again(cast, email: str) -> list:
    """The letters that leave when somebody introduces this address."""
    person = factories.a_candidate("Zéphyrine Canari", email=email)
    referral, _token = a_linked_referral(cast.bruno, candidate=person)
    inviting.invite(referral, now=utcnow())
    return deliver(referral)


def corrected(client, referral, token):
    say(client, token, referral, answer="save", email=NEW)


def merged(client, referral, _token):
    other = factories.a_candidate("Zéphirine Canari", email=NEW)
    elder = factories.a_referral(referral.referrer, candidate=other, created_at=referral.created_at.replace(year=2020))
    reach.keep(other)
    pair = sorted((referral.candidate_id, elder.candidate_id))
    likeness = Likeness(first_id=pair[0], second_id=pair[1], why="name", found_at=utcnow())
    db.session.add(likeness)
    db.session.flush()
    merging.merge(likeness, reason="La même adresse", by=referral.referrer, now=utcnow())
    db.session.commit()


def erased(_client, referral, _token):
    erasing.erase(referral.candidate, why="unanswered", now=utcnow())
    db.session.commit()


@pytest.mark.parametrize("then", [corrected, merged, erased, (corrected, erased)])
def test_unsubscribing_shuts_the_address_that_got_the_letter(cast, client, lettered, then):
    referral, token, path = lettered
    for deed in then if isinstance(then, tuple) else (then,):
        deed(client, referral, token)
    end_letters(client, path)
    assert reach.is_shut(OLD)
    assert not reach.is_shut(NEW)
    for spelling in (OLD, "Canari@EXEMPLE.example.com", "canari+encore@exemple.example.com"):
        assert again(cast, spelling) == []


def test_who_was_written_to_once_is_not_written_to_again_after_an_erasure(cast, client, lettered):
    referral, _token, _path = lettered
    erased(client, referral, None)
    assert letters_to(referral) == []
    assert again(cast, "Canari+x@exemple.example.com") == []
    assert len(again(cast, "autre@exemple.example.com")) == 1


def test_never_again_holds_for_every_address_that_ever_reached_them(cast, client, lettered):
    referral, token, _path = lettered
    corrected(client, referral, token)
    (mail,) = deliver(referral)
    own = mail.text.split("/consent/")[1].split()[0]
    assert client.post(f"/consent/{own}/erasure", data={"never": "yes"}).status_code == 303
    assert reach.is_shut(OLD)
    assert reach.is_shut(NEW)
    assert reach.is_shut("+14185550177")


def test_who_was_put_on_the_list_by_another_release_stays_on_it(cast, lettered):
    kept = DoNotContact(digest=reach_digest_as_written("Roy+tag@exemple.example.com"), at=utcnow(), how="page")
    db.session.add(kept)
    assert reach.is_shut("roy+tag@exemple.example.com")


@pytest.mark.parametrize("email", ["canari+x@exemple.example.com", "CANARI@exemple.example.com", OLD])
def test_a_second_producer_is_told_that_they_are_known_by_any_spelling_and_by_what_was_corrected(
    cast, client, client_for, lettered, email
):
    referral, token, _path = lettered
    corrected(client, referral, token)
    form = typed(office=str(cast.montreal.id), email=email, phone="", name="Zéphyrine Canari")
    answer = client_for(cast.bruno).post("/referrals/new", data=form)
    assert answer.location.endswith("/referrals/known")
    assert knowing.owner_of(NEW, now=utcnow()).id == referral.id
    client_erased = db.select(CandidateReach).where(CandidateReach.candidate_id == referral.candidate_id)
    erased(client, referral, None)
    assert db.session.scalars(client_erased).all() == []
    assert knowing.owner_of(OLD, now=utcnow()) is None
