"""“No more letters” is said by a person: it holds for every address held of them, whatever becomes of them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from portal.candidate_portal import one_click_unsubscribe, responses
from portal.core.contact_details import phone_numbers
from portal.core.db import db, utcnow
from portal.core.tokens import reach_digest, reach_digest_as_written
from portal.privacy import erasure
from portal.referrals.consent import invitations
from portal.referrals.duplicates import merging, ownership
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record import contact_hashes, merged_candidates
from portal.referrals.record.contact_hashes import ContactHash, DoNotContact
from tests import factories
from tests.candidate_portal.answers import a_linked_referral, deliver, letters_to, say
from tests.referrals.submission.answers import typed

OLD, NEW = "canari@exemple.example.com", "nouveau@exemple.example.com"


@pytest.fixture
def lettered(cast):
    """(referral, own token, the path in the letter that ends letters): the invitation has left for OLD."""
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    invitations.invite_candidate(referral, now=utcnow())
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
    invitations.invite_candidate(referral, now=utcnow())
    return deliver(referral)


def corrected(client, referral, token):
    say(client, token, referral, answer="save", email=NEW)


def merged(client, referral, _token):
    other = factories.a_candidate("Zéphirine Canari", email=NEW, phone="")
    elder = factories.a_referral(referral.referrer, candidate=other, created_at=referral.created_at.replace(year=2020))
    contact_hashes.keep_hashes(other)
    pair = sorted((referral.candidate_id, elder.candidate_id))
    likeness = Likeness(first_id=pair[0], second_id=pair[1], why="name", found_at=utcnow())
    db.session.add(likeness)
    db.session.flush()
    merging.merge_records(likeness, reason="La même adresse", by=referral.referrer, now=utcnow())
    db.session.commit()


def said_by_both(_client, referral, _token):
    for record in merged_candidates.list_records(referral.candidate):
        merging.confirm_merge(record, now=utcnow())
    db.session.commit()


def erased(_client, referral, _token):
    erasure.erase_candidate(referral.candidate, why="unanswered", now=utcnow())
    db.session.commit()


@pytest.mark.parametrize(
    ("then", "also_new"),
    [
        (corrected, True),
        (merged, False),
        ((merged, said_by_both), True),
        (erased, False),
        ((corrected, erased), False),
    ],
)
def test_unsubscribing_shuts_the_address_that_got_the_letter_and_all_that_is_theirs_then(
    cast, client, lettered, then, also_new
):
    referral, token, path = lettered
    for deed in then if isinstance(then, tuple) else (then,):
        deed(client, referral, token)
    end_letters(client, path)
    assert contact_hashes.is_suppressed(OLD)
    assert contact_hashes.is_suppressed(NEW) == also_new
    for spelling in (OLD, "Canari@EXEMPLE.example.com", "canari+encore@exemple.example.com"):
        assert again(cast, spelling) == []
    assert len(again(cast, NEW)) == (not also_new)


@pytest.fixture
def stranger(cast):
    """Somebody else, whom NEW alone reaches."""
    person = factories.a_candidate("Paule Roy", email=NEW, phone="")
    a_linked_referral(cast.bruno, candidate=person)
    return person


def never_again(referral) -> None:
    responses.request_erasure(referral, now=utcnow(), never_again=True)


def unsubscribe(_referral) -> None:
    one_click_unsubscribe.stop_letters(reach_digest(OLD), now=utcnow())


@pytest.mark.parametrize("first", ["silence", "address"])
def test_nobody_silences_a_stranger_by_giving_their_address(client, lettered, stranger, first):
    referral, token, _path = lettered
    deeds = [lambda: unsubscribe(referral), lambda: corrected(client, referral, token)]
    for deed in deeds if first == "silence" else reversed(deeds):
        deed()
        db.session.commit()
    assert contact_hashes.is_suppressed(OLD)
    assert not contact_hashes.may_write_to(referral.candidate)
    assert contact_hashes.may_write_to(stranger)


@pytest.mark.parametrize("deed", [unsubscribe, never_again])
def test_who_was_merged_by_mistake_is_written_to_once_they_are_parted(lettered, stranger, deed):
    referral, _token, _path = lettered
    merged_candidates.join_records([referral.candidate, stranger], stranger.id)
    deed(referral)
    merged_candidates.remove_record(referral.candidate)
    db.session.commit()
    assert contact_hashes.is_suppressed(OLD)
    assert contact_hashes.may_write_to(stranger)


@pytest.mark.parametrize("then", [erased, None])
def test_an_address_that_is_given_after_no_more_letters_opens_nothing(cast, client, lettered, then):
    referral, token, path = lettered
    end_letters(client, path)
    answer = say(client, token, referral, answer="save", email=NEW)
    page = client.get(answer.location).text
    assert "Votre lien personnel part" not in page, "nothing leaves, so nothing is promised"
    assert "vous avez demandé de ne plus recevoir de courriel" in page
    assert deliver(referral) == []
    if then:
        then(client, referral, token)
    assert contact_hashes.is_suppressed(NEW)
    assert again(cast, NEW) == []


def test_whoever_is_merged_with_somebody_who_asked_is_not_written_to_until_they_are_parted(cast, client, lettered):
    referral, token, path = lettered
    end_letters(client, path)
    merged(client, referral, token)
    other = next(one for one in merged_candidates.list_records(referral.candidate) if one.email == NEW)
    assert not contact_hashes.may_write_to(other)
    assert not contact_hashes.is_suppressed(NEW), "the office may be wrong"
    merged_candidates.remove_record(referral.candidate)
    assert contact_hashes.may_write_to(other)


def test_a_number_is_one_with_and_without_its_extension_and_two_extensions_are_two(cast, client, client_for):
    a_linked_referral(cast.alice, candidate=factories.a_candidate(phone="+14185550177x12", email=""))
    alice, bruno = cast.alice, client_for(cast.bruno)
    for phone, known in (("418 555-0177", True), ("(418) 555.0177 #12", True), ("418 555-0177 poste 34", False)):
        owner = ownership.owner_of(phone_numbers.parse_number(phone, ("CA",)), now=utcnow())
        assert (owner is not None and owner.referrer_id == alice.id) == known, phone
        form = typed(office=str(cast.montreal.id), email="", phone=phone, name="J. Bouchard")
        assert bruno.post("/referrals/new", data=form).location.endswith("/referrals/known") == known, phone


@pytest.mark.parametrize(("asked", "also"), [("+14185550177x12", "+14185550177"), ("+14185550177", "+14185550177x12")])
def test_silence_asked_under_a_number_holds_with_and_without_its_extension(cast, asked, also):
    contact_hashes.suppress_hashes(contact_hashes.hash_addresses(asked), how="page", now=utcnow())
    assert contact_hashes.is_suppressed(asked)
    assert contact_hashes.is_suppressed(also)
    assert contact_hashes.is_suppressed("+14185550177x34") == ("x" not in asked)
    assert not contact_hashes.is_suppressed("+14185550178")


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
    assert contact_hashes.is_suppressed(OLD)
    assert contact_hashes.is_suppressed(NEW)
    assert contact_hashes.is_suppressed("+14185550177")


def test_who_was_put_on_the_list_by_another_release_stays_on_it(cast, lettered):
    kept = DoNotContact(digest=reach_digest_as_written("Roy+tag@exemple.example.com"), at=utcnow(), how="page")
    db.session.add(kept)
    assert contact_hashes.is_suppressed("roy+tag@exemple.example.com")


@pytest.mark.parametrize("email", ["canari+x@exemple.example.com", "CANARI@exemple.example.com", OLD])
def test_a_second_producer_is_told_that_they_are_known_by_any_spelling_and_by_what_was_corrected(
    cast, client, client_for, lettered, email
):
    referral, token, _path = lettered
    corrected(client, referral, token)
    form = typed(office=str(cast.montreal.id), email=email, phone="", name="Zéphyrine Canari")
    answer = client_for(cast.bruno).post("/referrals/new", data=form)
    assert answer.location.endswith("/referrals/known")
    assert ownership.owner_of(NEW, now=utcnow()).id == referral.id
    client_erased = db.select(ContactHash).where(ContactHash.candidate_id == referral.candidate_id)
    erased(client, referral, None)
    assert db.session.scalars(client_erased).all() == []
    assert ownership.owner_of(OLD, now=utcnow()) is None
