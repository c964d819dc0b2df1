"""Who wrote it decides who reads it: the referrer reads what they typed and nothing that the candidate says, whatever
becomes of the referral (trust.md, privacy 3 and 10).
"""

from __future__ import annotations

import html

import flask_migrate
import pytest
from sqlalchemy import text

from portal.candidate_portal import details, expiry, responses
from portal.core.db import db, utcnow
from portal.referrals.consent import links
from portal.referrals.record import search_index
from portal.referrals.record.models import Candidate, Referral
from portal.referrals.stages import transitions
from tests import factories, people
from tests.candidate_portal.answers import a_linked_referral, say

SAYS = {
    "name": "Zéphirine Sarcelle-Roy",
    "email": "sarcelle@nichoir.example.com",
    "phone": "418 555-0144",
    "language": "en",
    "experience": "Fauconnière depuis dix ans",
    "languages": "Le pinsonnais",
    "region": "La Héronnière",
    "availability": "Dès la mue",
    "link": "https://ramage.example.com",
}
SAID = (
    "Sarcelle",
    "sarcelle",
    "nichoir",
    "5550144",
    "555-0144",
    "Fauconni",
    "pinsonnais",
    "ronnière",
    "la mue",
    "ramage",
)
TYPED = ("Zéphyrine Canari", "canari@exemple.example.com", "418 555-0177")
STATES = ("asked", "declined", "agreed", "open", "withdrawn", "expired", "not_selected", "hired")


def until(referral: Referral, state: str, recruiter) -> None:
    """Let it come to `state`, by the verbs."""
    now = utcnow()
    if state in ("agreed", "open", "withdrawn", "not_selected", "hired"):
        responses.give_consent(referral, ["this_role"], language="fr", way="own_page", now=now)
    if state in ("open", "withdrawn", "not_selected", "hired"):
        transitions.touch_referral(
            referral, referral.version, recruiter_answer="accepted", stage="received", opened_at=now
        )
        search_index.index_referral(referral)
    if state == "declined":
        responses.decline_referral(referral, now=now)
    elif state == "withdrawn":
        responses.withdraw_consent(referral, now=now)
    elif state == "expired":
        db.session.commit()
        expiry.expire_referrals(now.replace(year=now.year + 1))
    elif state in ("not_selected", "hired"):
        transitions.move_referral(
            referral, state, by=recruiter, now=now, version=referral.version, note="Merci", reason=""
        )
    db.session.commit()


def all_that(client, referral: Referral) -> str:
    """Everything that tells the referrer of it."""
    own = f"/referrals/{referral.id}"
    paths = [own, f"{own}?part=side", "/referrals", "/", "/notifications", "/referrals/outcomes", f"{own}/more"]
    paths += [f"/palette?q={words}" for words in ("canari", "zeph")]
    return html.unescape("".join(client.get(path).text for path in paths))


@pytest.mark.parametrize("state", STATES)
def test_the_referrer_reads_what_they_typed_and_nothing_that_the_candidate_says(cast, client, client_for, state):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    assert say(client, token, referral, answer="save", **SAYS).status_code == 303
    assert referral.candidate.phone == "+14185550144"
    until(referral, state, cast.rita)
    alice = client_for(cast.alice)
    read = all_that(alice, referral)
    assert [said for said in SAID if said in read] == []
    assert [typed for typed in TYPED if typed not in read] == []
    assert f"/referrals/{referral.id}" in alice.get("/palette?q=canari").text
    for said in ("sarcelle", "nichoir", "5550144", "zephirine"):
        assert f"/referrals/{referral.id}" not in alice.get(f"/palette?q={said}").text


def test_the_office_reads_what_the_candidate_says(cast, client, client_for):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    say(client, token, referral, answer="save", **SAYS)
    until(referral, "open", cast.rita)
    read = html.unescape(client_for(cast.rita).get(f"/referrals/{referral.id}").text)
    assert all(said in read for said in ("Sarcelle-Roy", "sarcelle@nichoir", "555-0144", "Fauconni", "pinsonnais"))
    assert "canari@" not in read


def test_the_message_that_closes_it_names_the_person_as_the_referrer_knows_them(cast, client, client_for):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    say(client, token, referral, answer="save", **SAYS)
    until(referral, "open", cast.rita)
    data = {"stage": "not_selected", "version": referral.version, "shown": "card", "note": ""}
    offered = html.unescape(client_for(cast.rita).post(f"/referrals/{referral.id}/stage", data=data, htmx=True).text)
    assert "Zéphyrine Canari" in offered


def test_who_introduced_the_person_is_told_to_them_with_what_was_typed(cast, client):
    referral, token = a_linked_referral(cast.alice, factories.a_role(cast.rita))
    say(client, token, referral, answer="save", **SAYS)
    token = links.token_of(links.link_of(referral.id))  # a new address has a fresh one
    held = client.get(f"/consent/{token}/data.json").json
    assert held["you"]["email"] == "sarcelle@nichoir.example.com"
    assert held["referrals"][0]["as_they_typed_you"] == {
        "name": "Zéphyrine Canari",
        "email": "canari@exemple.example.com",
        "phone": "+14185550177",
        "language": "fr",
    }
    assert "canari@exemple.example.com" in client.get(f"/consent/{token}/data").text


def test_what_was_typed_is_copied_from_before_unless_the_candidate_may_have_said_it(committed):
    """Of a corrected one the name alone is known; of a merged one, the younger record's own."""
    cast = people.gather()
    plain, _token = a_linked_referral(cast.alice)
    corrected, _token = a_linked_referral(cast.alice)
    told = {part: getattr(corrected.candidate, part) for part in details.PARTS} | {"email": "new@exemple.example.com"}
    details.correct_details(corrected.candidate, told, now=utcnow())
    older = factories.a_candidate("Paule Roy", email="", phone="+14185550111")
    kept = factories.a_referral(cast.alice, candidate=older, created_at=older.created_at)
    younger = factories.a_candidate("Paule R.", email="paule@exemple.example.com", phone="", merged_into_id=older.id)
    handed = factories.a_referral(cast.bruno, candidate=younger, created_at=younger.created_at)
    handed.candidate_id, older.email = older.id, younger.email
    ids = [referral.id for referral in (plain, corrected, kept, handed)]
    db.session.commit()
    before = db.session.execute(db.select(db.func.count()).select_from(Referral)).scalar_one()
    db.session.remove()
    flask_migrate.downgrade(revision="0005")
    db.session.remove()
    flask_migrate.upgrade()
    columns = "typed_name, typed_email, typed_phone, typed_language"
    found = [tuple(db.session.execute(text(f"SELECT {columns} FROM referral WHERE id = {one}")).one()) for one in ids]
    assert found == [
        ("Zéphyrine Canari", "canari@exemple.example.com", "+14185550177", "fr"),
        ("Zéphyrine Canari", "", "", "fr"),
        ("Paule Roy", "", "+14185550111", "fr"),
        ("Paule R.", "paule@exemple.example.com", "", "fr"),
    ]
    assert db.session.scalar(db.select(db.func.count()).select_from(Referral)) == before
    assert db.session.scalar(db.select(db.func.count()).select_from(Candidate)) == 4
