"""Whoever is looked for by name is found by each beginning of it, in each way it is written, and before the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.core import search, text_normalization
from portal.core.db import db
from portal.jobs import reindexing
from portal.jobs.queue import Job

SURNAMES = (Path(__file__).resolve().parents[1] / "data" / "surnames.txt").read_text("utf-8").splitlines()
ALIKE = ["Roux", "Rousseau", "Rouleau", "Roussel", "Roussy", "Rouillard", "Rouvier", "Rouget"]
SAME = [
    ("D’Amours", "Damours"),
    ("D'Amours", "DʼAmours"),
    ("O'Connor", "OConnor"),
    ("Jean-Pierre", "Jean Pierre"),
    ("Jean-Pierre", "Jeanpierre"),
    ("Le Bouthillier", "Lebouthillier"),
    ("Le Bouthillier", "Bouthillier"),
    ("L’Écuyer", "LECUYER"),
    ("St-Pierre", "Saint-Pierre"),
    ("Ste-Marie", "Sainte Marie"),
    ("St-Onge", "Saintonge"),
    ("de la Durantaye", "Deladurantaye"),
    ("de la Durantaye", "La Durantaye"),
    ("de la Durantaye", "Durantaye"),
]


def people(query: str) -> list[int]:
    """The ids of the people that `query` finds, the best first, then the newest."""
    selection = search.select_matching("person", query)
    assert selection is not None
    ref = selection.selected_columns.ref
    return list(db.session.scalars(selection.order_by(*search.by_fit(ref, "person", query), ref.desc())))


def put(names: list[str]) -> None:
    for ident, name in enumerate(names, 1):
        search.index_row("person", ident, own=[name])


@pytest.mark.usefixtures("app")
def test_every_beginning_of_a_name_finds_its_person():
    put(SURNAMES)
    lost = [
        name[:letters]
        for ident, name in enumerate(SURNAMES, 1)
        for letters in range(2, len(name) + 1)
        if ident not in people(name[:letters])
        or text_normalization.rank_name(text_normalization.split_query(name[:letters], 8), name) is None
    ]
    assert not lost


@pytest.mark.usefixtures("app")
def test_a_whole_name_finds_its_person_first():
    put(SURNAMES)
    for ident, name in enumerate(SURNAMES, 1):
        same = [
            other
            for other, called in enumerate(SURNAMES, 1)
            if text_normalization.rank_name(text_normalization.split_query(name, 8), called) == 0
        ]
        assert ident in people(name)[: len(same)], name


@pytest.mark.usefixtures("app")
def test_the_short_name_comes_before_longer_and_newer_ones():
    put([f"Louis-Philippe {name}" for name in ALIKE])
    assert people("roux") == [1]
    assert people("rou") == [8, 7, 6, 5, 4, 3, 2, 1]
    search.index_row("person", 9, "Chez Roux", own=["Ida Rouxel"])
    search.index_row("person", 10, "Roux", own=["Ana Costa"])
    assert people("roux") == [1, 9, 10], "called so, called so at the beginning, spoken of"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("pair", SAME)
def test_names_are_found_in_each_way_they_are_written(pair):
    put(list(pair))
    for typed in pair:
        assert sorted(people(typed)) == [1, 2], typed
        assert sorted(people(f"{typed} ")) == [1, 2], typed
    assert [
        text_normalization.rank_name(text_normalization.split_query(typed, 8), called)
        for typed in pair
        for called in pair
    ] == [0] * 4


@pytest.mark.usefixtures("app")
def test_a_name_is_not_another_without_its_last_letter():
    put(["Éric Devaux", "Éric Deval", "Marc Dumas", "Marc Dumais", "Zoé Ross"])
    assert [people(typed) for typed in ("deva", "devau", "devaux", "deval")] == [[2, 1], [1], [1], [2]]
    assert people("dumas") == [3]
    assert people("dumai") == [4]


@pytest.mark.usefixtures("app")
def test_roles_are_found_in_one_and_in_many_at_each_letter():
    search.index_row("opportunity", 1, "Conseiller commercial")
    search.index_row("opportunity", 2, "Agents commerciaux, nouveaux bureaux")
    for typed in ("commercia", "commercial", "commerciau", "commerciaux", "commercials"):
        assert sorted(db.session.scalars(search.select_matching("opportunity", typed))) == [1, 2], typed
    for typed in ("bureau", "bureaux", "agents", "agent"):
        assert list(db.session.scalars(search.select_matching("opportunity", typed))) == [2], typed


@pytest.mark.usefixtures("app")
def test_many_words_in_many_offices_are_asked_at_once():
    search.index_row("referral", 1, own=["Jean-Pierre St-Onge"], within=300)
    everywhere = range(1, 400)
    typed = "jean pierre st onge jean pierre saint onge"
    assert list(db.session.scalars(search.select_matching("referral", typed, everywhere))) == [1]
    ref = search.select_matching("referral", "jean", everywhere).selected_columns.ref
    (best,) = search.by_fit(ref, "referral", typed, everywhere)
    assert db.session.scalar(search.select_matching("referral", "jean", everywhere).with_only_columns(best)) == 0


@pytest.mark.usefixtures("app")
def test_who_reads_no_office_finds_nothing():
    search.index_row("referral", 1, own=["Roux"], within=1)
    selection = search.select_matching("referral", "roux", ())
    order = search.by_fit(selection.selected_columns.ref, "referral", "roux", ())
    assert list(db.session.scalars(selection.order_by(*order))) == []


def test_the_index_is_filled_anew_by_pieces(app, cast, monkeypatch):
    monkeypatch.setattr(reindexing, "AT_ONCE", 2)
    db.session.execute(db.text("DELETE FROM search_index"))
    reindexing.reindex_rows({"kind": "person", "after": 0})
    (rest,) = db.session.scalars(db.select(Job).where(Job.kind == reindexing.JOB))
    found = set(db.session.scalars(db.text("SELECT ref FROM search_index WHERE kind = 'person'")))
    assert len(found) == 2
    assert rest.payload == {"kind": "person", "after": max(found)}
    reindexing.reindex_rows({"kind": "opportunity", "after": 0})
    reindexing.reindex_rows({"kind": "referral", "after": 0})
    assert len(list(db.session.scalars(db.select(Job).where(Job.kind == reindexing.JOB)))) == 1
