"""Two records that may be one person: found later, compared by who may read both, merged without losing a line."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest

from portal.activity.models import Entry
from portal.core.db import db, utcnow
from portal.referrals.duplicates import similarity
from portal.referrals.duplicates.models import Likeness
from portal.referrals.record import contact_hashes, search_index
from tests import factories

WHY = {"reason": "Toutes deux ont confirmé au téléphone."}


@pytest.fixture
def pair(cast):
    """Two records of one woman, both open in Québec, the older one referred by Alice."""
    first = factories.a_candidate("Zéphyrine Canari-Roy", email="z@exemple.example.com", phone="+14185550177")
    second = factories.a_candidate(
        "Canari Roy Zephirine", email="zcr@exemple.example.com", region="Beauce", phone="+14185550199"
    )
    long_ago = utcnow() - timedelta(days=40)
    other = factories.a_person("Benoît Roy", producer=cast.quebec)
    one = factories.a_referral(
        cast.alice, candidate=first, stage="interview", fields=["insurance"], created_at=long_ago
    )
    two = factories.a_referral(other, candidate=second, stage="received", fields=["insurance"])
    for referral in (one, two):
        search_index.index_referral(referral)
        contact_hashes.keep_hashes(referral.candidate)
    db.session.commit()
    return one, two


def only() -> Likeness:
    return db.session.scalars(db.select(Likeness)).one()


def test_a_like_name_and_another_fact_make_a_suggestion_once(cast, pair):
    assert [similarity.find_likenesses(utcnow()) for _again in range(2)] == [1, 0]
    assert only().why == "field"
    assert db.session.scalar(db.select(Entry.facts).where(Entry.kind == "referrals.likeness_found")) == {
        "likeness": only().id
    }


@pytest.mark.parametrize("change", ["another name", "no other fact", "not open yet", "erased", "merged"])
def test_what_is_not_alike_enough_or_not_open_makes_none(cast, pair, change):
    one, two = pair
    if change == "another name":
        two.candidate.name = "Zéphyrine Tremblay"
    elif change == "no other fact":
        two.fields = ["wealth"]
    elif change == "not open yet":
        two.opened_at = two.agreed_at = None
    elif change == "erased":
        two.candidate.erased_at = utcnow()
    else:
        one.candidate.merged_into_id = two.candidate.merged_into_id = one.candidate_id
    db.session.commit()
    assert similarity.find_likenesses(utcnow()) == 0


def test_recruiters_who_may_read_both_compare_them_and_nobody_else(cast, client_for, pair):
    similarity.find_likenesses(utcnow())
    db.session.commit()
    address = f"/referrals/likenesses/{only().id}"
    text = client_for(cast.rita).get(address).text
    assert "Zéphyrine Canari-Roy" in text
    assert "Canari Roy Zephirine" in text
    assert "Comparer les deux" in client_for(cast.rita).get(f"/referrals/{pair[0].id}").text
    assert "Canari" in client_for(cast.rita).get("/referrals/likenesses").text
    for other in (cast.romain, cast.alice, cast.max, cast.ada):
        assert client_for(other).get(address).status_code in (403, 404)
        assert "Comparer les deux" not in client_for(other).get(f"/referrals/{pair[0].id}").text
    assert "Canari" not in client_for(cast.romain).get("/referrals/likenesses").text


def test_the_day_of_a_recruiter_leads_to_the_people_who_may_be_one_while_there_are_some(cast, client_for, pair):
    rita = client_for(cast.rita)
    assert "/referrals/likenesses" not in rita.get("/referrals/day").text
    similarity.find_likenesses(utcnow())
    db.session.commit()
    assert 'href="/referrals/likenesses"' in rita.get("/referrals/day").text
    assert "/referrals/likenesses" not in client_for(cast.romain).get("/referrals/day").text
    rita.post(f"/referrals/likenesses/{only().id}/distinct")
    assert "/referrals/likenesses" not in rita.get("/referrals/day").text


def test_merging_keeps_everything_and_the_first_referrer(cast, client_for, pair):
    one, two = pair
    similarity.find_likenesses(utcnow())
    db.session.commit()
    rita = client_for(cast.rita)
    before = cast.quebec.board_version
    assert rita.post(f"/referrals/likenesses/{only().id}/merged", data=WHY).status_code == 303
    older, younger = one.candidate, two.candidate
    assert {older.merged_into_id, younger.merged_into_id} == {older.id}
    assert (older.name, younger.name, older.region) == ("Zéphyrine Canari-Roy", "Canari Roy Zephirine", "")
    assert (only().answer, only().reason, only().by_id, cast.quebec.board_version > before) == (
        "merged",
        WHY["reason"],
        cast.rita.id,
        True,
    )
    found = db.session.execute(search_index.select_matching("zephyrine canari", [cast.quebec.id])).scalars().all()
    assert sorted(found) == sorted([one.id, two.id])
    for referral in pair:
        text = html.unescape(rita.get(f"/referrals/{referral.id}").text)
        everything = ("z@exemple", "zcr@exemple", "555-0177", "555-0199", "Beauce", "Zéphyrine Canari-Roy")
        assert [word for word in everything if word not in text] == []
    assert (one.referrer_id, one.created_at < two.created_at) == (cast.alice.id, True)
    assert rita.post(f"/referrals/likenesses/{only().id}/distinct").status_code in (404, 409)
    assert similarity.find_likenesses(utcnow()) == 0


def test_two_who_are_kept_apart_are_not_suggested_again(cast, client_for, pair):
    similarity.find_likenesses(utcnow())
    db.session.commit()
    rita = client_for(cast.rita)
    assert rita.post(f"/referrals/likenesses/{only().id}/distinct").status_code == 303
    assert rita.post(f"/referrals/likenesses/{only().id}/merged", data=WHY).status_code == 409
    assert "Canari" not in rita.get("/referrals/likenesses").text
    assert similarity.find_likenesses(utcnow()) == 0


def test_a_withdrawal_takes_the_suggestion_away(cast, client_for, pair):
    similarity.find_likenesses(utcnow())
    pair[1].opened_at = None
    db.session.commit()
    rita = client_for(cast.rita)
    assert rita.get(f"/referrals/likenesses/{only().id}").status_code == 404
    assert rita.post(f"/referrals/likenesses/{only().id}/merged", data=WHY).status_code == 404
    assert "Comparer les deux" not in rita.get(f"/referrals/{pair[0].id}").text
