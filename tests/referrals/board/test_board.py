"""The board: whose cards, filtered how, in how few statements and bytes."""

from __future__ import annotations

import re
from datetime import timedelta

import brotli
import pytest

from portal.core.db import db, utcnow
from portal.referrals.board import cache
from portal.referrals.record import search_index
from tests import factories
from tests.referrals.board.moves import many, send
from tests.support.statements import counted

CARD = re.compile(r'<(?:li class="ticket"|tr) id="referral-(\d+)" data-stage="(\w+)"')
BOARD = "/referrals/board"


def cards(answer) -> dict[int, str]:
    """Id and stage of every card that an answer shows."""
    assert answer.status_code == 200
    return {int(number): stage for number, stage in CARD.findall(answer.text)}


def count_of(answer, column: str) -> int:
    head = re.search(rf'id="head-{column}".*?column__count">(\d+)<', answer.text, re.DOTALL)
    return int(head[1])


@pytest.mark.parametrize(
    ("who", "sees"), [("rita", "q"), ("max", "q"), ("romain", "m"), ("ada", "qm"), ("alice", None), ("bruno", None)]
)
def test_each_sees_the_board_of_their_offices_and_producers_none(cast, client_for, who, sees):
    here = factories.a_referral(cast.alice, stage="received")
    there = factories.a_referral(cast.bruno, stage="offer")
    client = client_for(getattr(cast, who))
    if sees is None:
        assert client.get(BOARD).status_code == 403
        assert client.get(f"{BOARD}/offer").status_code == 403
        assert client.get(f"/referrals/{there.id if who == 'alice' else here.id}/card").status_code == 404
        return
    expected = {here.id: "received"} if "q" in sees else {}
    expected |= {there.id: "offer"} if "m" in sees else {}
    for query in ("", "?view=list"):
        assert cards(client.get(BOARD + query)) == expected
    for referral in (here, there):
        assert client.get(f"/referrals/{referral.id}/card").status_code == (200 if referral.id in expected else 404)


def test_filters_narrow_columns_counts_list_and_single_cards_alike(cast, client_for):
    role = factories.a_role(cast.rita)
    late = utcnow() - timedelta(days=1)
    one = factories.a_referral(cast.alice, role, stage="received", news_due_at=late)
    two = factories.a_referral(cast.alice, stage="offer", news_due_at=utcnow() + timedelta(days=3))
    client = client_for(cast.rita)
    for query, kept in [
        ("mine=yes", {one}),
        ("overdue=yes", {one}),
        (f"role={role.id}", {one}),
        (f"office={cast.quebec.id}", {one, two}),
        (f"office={cast.montreal.id}", set()),
        ("office=x&role=99999999999999999999", {one, two}),
    ]:
        found = client.get(f"{BOARD}?{query}")
        assert (
            set(cards(found))
            == {referral.id for referral in kept}
            == set(cards(client.get(f"{BOARD}?{query}&view=list")))
        )
        assert count_of(found, "received") == len(kept & {one})
        for referral in (one, two):
            answer = client.get(f"/referrals/{referral.id}/card?{query}")
            assert answer.status_code == (200 if referral in kept else 204)


def test_words_find_only_those_who_agreed(cast, client_for):
    agreed = factories.a_referral(cast.alice, stage="received", candidate=factories.a_candidate("Zoé Œuvray"))
    silent = factories.a_referral(cast.alice, candidate=factories.a_candidate("Zoé Silencieuse"))
    for referral in (agreed, silent):
        search_index.index_referral(referral)
    client = client_for(cast.rita)
    assert list(cards(client.get(f"{BOARD}?text=zoe"))) == [agreed.id]
    assert list(cards(client.get(f"{BOARD}?text=oeuvr"))) == [agreed.id]
    assert not cards(client.get(f"{BOARD}?text=silencieuse"))
    search_index.remove_referral(agreed.id)
    assert not cards(client.get(f"{BOARD}?text=zoe"))


def test_a_column_comes_by_pages_and_nothing_is_skipped_when_cards_leave(cast, client_for):
    now = utcnow()
    for index in range(45):
        factories.a_referral(cast.alice, stage="contacted", stage_since=now - timedelta(minutes=index))
    client = client_for(cast.rita)
    answer = client.get(BOARD)
    seen = set(cards(answer))
    assert (len(seen), count_of(answer, "contacted")) == (20, 45)
    leaving = db.session.get(factories.Referral, min(seen))
    send(client, leaving, "offer")
    while found := re.search(r'hx-get="([^"]*/board/contacted[^"]*)"', answer.text):
        answer = client.get(found[1].replace("&amp;", "&"), htmx=True)
        assert not seen & set(cards(answer))
        seen |= set(cards(answer))
    assert len(seen) == 45


@pytest.mark.parametrize("after", ["0-0", "x", "1-", "9" * 39, "99999999999999999999-1", "-1-1", "1764000000000000-²"])
def test_marks_that_make_no_sense_are_harmless(cast, client_for, after):
    factories.a_referral(cast.alice, stage="contacted")
    answer = client_for(cast.rita).get(f"{BOARD}/contacted", query_string={"after": after, "page": "x", "sort": "y"})
    assert answer.status_code == 200
    assert client_for(cast.rita).get(f"{BOARD}/nowhere").status_code == 404


def test_closed_ones_are_counted_by_outcome_and_come_when_unfolded(cast, client_for):
    ends = {factories.a_referral(cast.alice, stage=stage).id: stage for stage in ("hired", "declined", "talent_pool")}
    client = client_for(cast.rita)
    answer = client.get(BOARD)
    assert (cards(answer), count_of(answer, "closed")) == ({}, 3)
    assert cards(client.get(f"{BOARD}/closed?sort=clock")) == ends


def test_the_board_is_not_sent_again_until_something_changes(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="received")
    client, other = client_for(cast.max), client_for(cast.rita)
    tag = client.get(BOARD).headers["ETag"]
    again = client.get(BOARD, headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "private, no-cache")
    assert client.get(f"{BOARD}?overdue=yes", headers={"If-None-Match": tag}).status_code == 200
    assert other.get(BOARD, headers={"If-None-Match": tag}).status_code == 200
    send(other, referral, "offer")
    changed = client.get(BOARD, headers={"If-None-Match": tag})
    assert cards(changed) == {referral.id: "offer"}


def test_what_is_kept_is_the_same_for_two_readers_and_holds_nobody(cast, client_for):
    referral = factories.a_referral(cast.alice, stage="received")
    texts = []
    for person in (cast.rita, cast.max, cast.ada):
        text = client_for(person).get(f"/referrals/{referral.id}/card").text
        assert "csrf" not in text
        texts.append(text)
    assert len(set(texts)) == 1
    english = client_for(cast.rita).get(f"/referrals/{referral.id}/card?lang=en").text
    assert "Received" in english
    assert "Reçue" not in english


def test_a_board_on_the_shelf_is_the_same_for_two_readers_and_keeps_no_word_that_was_looked_for(cast, client_for):
    factories.a_referral(cast.alice, factories.a_role(cast.rita), stage="received")
    cache._kept.clear()
    boards = [client_for(person).get(BOARD, htmx=True).text for person in (cast.rita, cast.max)]
    assert boards[0] == boards[1]
    assert len(cache._kept.held) == 1, "rendered once for both"
    assert len(cards(client_for(cast.rita).get(BOARD))) == 1
    kept = list(cache._kept.held)
    assert cards(client_for(cast.rita).get(f"{BOARD}?text=canari")) == {}
    assert list(cache._kept.held) == kept
    for one in cache._kept.held.values():
        assert not re.search(r"csrf|data-me", one.html)


def test_statements_are_as_many_for_two_thousand_cards_as_for_ten(cast, client_for):
    factories.a_role(cast.rita)
    client, figures = client_for(cast.rita), []
    client.get(BOARD)
    for number in (10, 2000):
        many(cast.alice, number)
        row = []
        for address in (BOARD, f"{BOARD}?view=list", f"{BOARD}/offer", f"{BOARD}/heads"):
            cache._kept.clear()
            client.get(address)  # the first view of the hour keeps whom it names, in one statement more
            cache._kept.clear()
            with counted() as said:
                assert client.get(address).status_code == 200
            row.append(len(said))
        one = db.session.scalar(db.select(factories.Referral.id).order_by(factories.Referral.id).limit(1))
        db.session.commit()
        client.get(f"/referrals/{one}/card")
        with counted() as said:
            client.get(f"/referrals/{one}/card")
        row.append(len(said))
        figures.append(row)
    assert figures[0] == figures[1]
    board, _list, _column, heads, card = figures[0]
    assert (board <= 6, heads <= 3, card <= 4) == (True, True, True), figures
    client.get(BOARD)
    with counted() as said:
        tag = client.get(BOARD).headers["ETag"]
    assert len(said) <= 3
    with counted() as said:
        assert client.get(BOARD, headers={"If-None-Match": tag}).status_code == 304
    assert len(said) <= 3


def test_sixty_cards_weigh_nine_kilobytes_and_one_weighs_one(cast, client_for):
    many(cast.alice, 72)  # sixty are open
    client = client_for(cast.rita)
    answer = client.get(BOARD)
    assert len(cards(answer)) == 60
    assert len(brotli.compress(answer.data, quality=5)) <= 9_000
    card = client.get(f"/referrals/{min(cards(answer))}/card")
    assert len(brotli.compress(card.data, quality=5)) <= 1_000


def test_each_person_of_the_list_is_told_apart_on_a_phone_too(cast, client_for):
    factories.a_referral(cast.alice, stage="received", recruiter=cast.rita, news_due_at=utcnow() + timedelta(days=3))
    db.session.commit()
    text = client_for(cast.rita).get("/referrals/board?view=list").text
    assert f"Recommandée par </span>{cast.alice.name}" in text
    assert f"Suivie par </span>{cast.rita.name}" in text
    assert "À cette étape depuis le </span>" in text
    assert "Nouvelles attendues d’ici le </span>" in text
