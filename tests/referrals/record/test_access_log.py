"""Who saw whom: every page that names a candidate to staff is kept, once an hour, at one statement or none."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.core.db import db, utcnow
from portal.referrals.record import access_log, access_log_retry, search_index
from portal.referrals.record.access_log import Sighting
from portal.referrals.record.access_log_retry import Noted
from portal.referrals.record.models import Referral
from tests import factories, people
from tests.referrals.board.test_board import counted
from tests.support.locks import held
from tests.support.patience import until
from tests.support.sessions import sign_in

NAME = "Zoé Œuvray"


@pytest.fixture
def referral(cast):
    return a_late_referral(cast)


def a_late_referral(cast) -> Referral:
    """A referral of Alice's whose candidate agreed, and whose news is late."""
    late = utcnow() - timedelta(days=1)
    role = factories.a_role(cast.rita)
    found = factories.a_referral(
        cast.alice, role, stage="received", candidate=factories.a_candidate(NAME), news_due_at=late
    )
    search_index.index_referral(found)
    db.session.commit()
    return found


def kept() -> list[tuple[int, int, str]]:
    """(candidate, person, place) of every sighting."""
    columns = (Sighting.candidate_id, Sighting.actor_id, Sighting.place)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(Sighting.at))]


def next_hour() -> None:
    """Everything that was seen was seen an hour earlier."""
    for sighting in db.session.scalars(select(Sighting)):
        sighting.hour -= 1
    db.session.commit()
    access_log.current_memory().forget()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/referrals/{}", "referral"),
        ("/referrals/{}?part=side", "referral"),
        ("/referrals/board", "board"),
        ("/referrals/board?text=zoe", "board"),
        ("/referrals/board?view=list", "list"),
        ("/referrals/board/received", "board"),
        ("/referrals/board/rows?view=list", "list"),
        ("/referrals/{}/card", "board"),
        ("/referrals/{}/card?view=list", "list"),
        ("/", "home"),
        ("/?part=waiting", "home"),
        ("/palette?q=zoe", "palette"),
    ],
)
def test_each_place_that_names_somebody_is_kept(cast, client_for, referral, address, place):
    answer = client_for(cast.max).get(address.format(referral.id), headers={"Relais-Background": "1"})
    assert NAME in answer.text
    assert kept() == [(referral.candidate_id, cast.max.id, place)]


def test_it_is_kept_once_an_hour_for_each_person(cast, client_for, referral):
    rita = client_for(cast.rita)
    for address in ("/referrals/board", f"/referrals/{referral.id}", "/referrals/board?view=list"):
        rita.get(address)
    access_log.current_memory().forget()
    rita.get("/")
    assert kept() == [(referral.candidate_id, cast.rita.id, "board")]
    client_for(cast.max).get(f"/referrals/{referral.id}")
    assert len(kept()) == 2
    next_hour()
    rita.get("/")
    assert [(place, person) for _candidate, person, place in kept()][2:] == [("home", cast.rita.id)]


def test_who_reads_no_name_has_seen_nobody(cast, client_for, referral):
    hidden = factories.a_referral(cast.alice)
    own = factories.a_referral(cast.rita, stage="received", office_id=cast.quebec.id)
    client_for(cast.max).get(f"/referrals/{hidden.id}")
    client_for(cast.max).get(f"/referrals/{hidden.id}/card")
    client_for(cast.rita).get(f"/referrals/{own.id}")
    client_for(cast.alice).get(f"/referrals/{referral.id}")
    client_for(cast.romain).get("/referrals/board")
    client_for(cast.rita).get("/referrals/board/heads")
    client_for(cast.rita).head(f"/referrals/{referral.id}")
    assert kept() == []


def test_columns_that_are_kept_on_the_shelf_still_say_whom_they_show(cast, client_for, referral):
    client_for(cast.rita).get("/referrals/board")
    client_for(cast.max).get("/referrals/board")
    assert {person for _candidate, person, _place in kept()} == {cast.rita.id, cast.max.id}


def test_a_repeated_view_costs_no_statement_and_the_first_one(cast, client_for, referral):
    rita, costs = client_for(cast.rita), []
    rita.get("/referrals/board")
    for _again in range(2):
        with counted() as said:
            rita.get("/referrals/board")
        costs.append(len(said))
    access_log.current_memory().forget()
    next_hour()
    with counted() as said:
        rita.get("/referrals/board")
    assert [line for line in said if "sighting" in line] == [line for line in said if line.startswith("INSERT")]
    assert (costs[1] - costs[0], len(said) - costs[0]) == (0, 1)


def test_a_page_does_not_wait_for_who_holds_the_database_and_its_sighting_is_kept_later_and_told_by_number(
    committed, caplog
):
    cast = people.gather()
    found, late = a_late_referral(cast), committed.extensions["relais-late-sightings"]
    rita = sign_in(committed.test_client(), cast.rita)
    with held("sighting"):
        for _again in range(2):
            assert NAME in rita.get("/referrals/board").text
        assert kept() == []
        assert len(late._waiting) == 1
        db.session.rollback()
    until(lambda: late._thread is None)
    assert kept() == [(found.candidate_id, cast.rita.id, "board")]
    told = [line for line in caplog.records if line.name == access_log_retry.__name__]
    assert [(line.actor, line.referrals) for line in told] == [(cast.rita.id, [found.id])]


def test_what_was_erased_before_its_sighting_was_kept_holds_no_other_up(committed):
    cast = people.gather()
    found, late = a_late_referral(cast), committed.extensions["relais-late-sightings"]
    nobody = Noted("board", 10**6, frozenset({found.id}), utcnow())
    with held("sighting"):
        late.put(nobody)
        late.put(Noted("board", cast.rita.id, frozenset({found.id, 10**6}), utcnow()))
    until(lambda: late._thread is None)
    assert kept() == [(found.candidate_id, cast.rita.id, "board")]


def test_a_surprise_ends_no_keeping_and_holds_no_other_up(app):
    surprises, kept_now = [ValueError("a surprise"), ValueError("another one")], []

    def write(noted: Noted) -> None:
        if noted.place == "board" and surprises:
            raise surprises.pop()
        kept_now.append(noted.place)

    late = access_log_retry.Late(app, write)
    for place in ("board", "list"):
        late.put(Noted(place, 1, frozenset({1}), utcnow()))
    until(lambda: late._thread is None)
    assert kept_now == ["list", "board"]


def test_what_waits_from_one_hour_to_the_next_is_kept_for_both(committed):
    cast = people.gather()
    found, late = a_late_referral(cast), committed.extensions["relais-late-sightings"]
    now = utcnow().replace(minute=30)
    with held("sighting"):
        for at in (now - timedelta(hours=1), now, now + timedelta(minutes=1)):
            late.put(Noted("board", cast.rita.id, frozenset({found.id}), at))
    until(lambda: late._thread is None)
    assert kept() == [(found.candidate_id, cast.rita.id, "board")] * 2


def test_the_candidate_may_read_which_kinds_of_people_saw_them(cast, client_for, referral):
    for person in (cast.rita, cast.max, cast.ada, factories.a_person("Rose Roy", recruiter=cast.quebec)):
        client_for(person).get(f"/referrals/{referral.id}")
    found = access_log.categories_of(referral.candidate_id)
    assert [(kind.role, kind.people) for kind in found] == [("recruiter", 2), ("manager", 1), ("admin", 1)]
    assert all(utcnow() - kind.last_at < timedelta(minutes=1) for kind in found)
    assert access_log.categories_of(referral.candidate_id + 1) == []


@pytest.mark.sqlite_only
def test_every_place_has_its_words(app):
    rooms = "\n".join(room.read_text("utf-8") for room in Path(access_log.__file__).parents[2].rglob("*.py"))
    calls = re.findall(r"(?:sightings\.note|_seen)\(([^,()\n]+),", rooms)
    noted = {place for call in calls for place in re.findall(r'"(\w+)"', call)}
    assert "board" in noted
    assert noted <= set(access_log.PLACES)


def test_sightings_go_after_two_years(cast, client_for, referral):
    client_for(cast.rita).get(f"/referrals/{referral.id}")
    assert access_log.delete_old_sightings(utcnow()) == 0
    assert access_log.delete_old_sightings(utcnow() + access_log.KEPT + timedelta(hours=1)) == 1


def test_the_privacy_officer_reads_who_saw_whom_without_a_name(cast, client_for, referral):
    client_for(cast.rita).get("/referrals/board")
    ada = client_for(cast.ada)
    assert f"/admin/sightings?candidate={referral.candidate_id}" in ada.get(f"/referrals/{referral.id}").text
    assert "/admin/sightings" not in client_for(cast.max).get(f"/referrals/{referral.id}").text
    hour = db.session.scalar(select(Sighting.hour).where(Sighting.actor_id == cast.rita.id))
    whole = ada.get("/admin/sightings").text
    assert "Rita Gagnon" in whole
    assert f"/admin/sightings?person={cast.rita.id}&amp;hour={hour}" in whole
    hers = ada.get(f"/admin/sightings?person={cast.rita.id}&hour={hour}").text
    of_zoe = ada.get(f"/admin/sightings?candidate={referral.candidate_id}").text
    for text, names in ((hers, ["Rita Gagnon"]), (of_zoe, ["Rita Gagnon", "Max Bélanger", "Ada Nguyen"])):
        assert all(name in text for name in names)
        assert f"/referrals/{referral.id}" in text
    assert "Max Bélanger" not in hers
    assert NAME not in whole + hers + of_zoe
