"""The bench measures what it says, for machines too; and requests send the statements they may, at any size.

Times are for `bin/bench`: here only counts are held (budgets.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from werkzeug.test import Client

from bench import weights
from bench.filling import Size, World, world
from bench.one_person import count_of
from bench.requests import requests_of
from bench.side_by_side import open_empty_page
from bench.table import Row, as_json, as_line

SIZES = {"few": Size(referrals=10, people=30, roles=25), "many": Size(referrals=400, people=60, roles=50)}


@pytest.fixture(scope="module", params=SIZES)
def filled(request) -> Iterator[World]:
    """A filled database of a few referrals, then one of many."""
    with world(SIZES[request.param]) as made:
        open_empty_page(made.app)
        yield made


@pytest.fixture(scope="module")
def counted() -> dict[str, set[int]]:
    """By request, the counts seen in the databases so far."""
    return {}


def test_requests_keep_to_their_statements_whatever_the_size(filled, counted):
    client = Client(filled.app, use_cookies=False)
    over = []
    for request in requests_of(filled):
        count = count_of(filled.app, client, request)
        counted.setdefault(request.name, set()).add(count)
        if count > request.statements:
            over.append(f"{request.name}: {count}, at most {request.statements}")
    assert not over
    assert all(len(seen) == 1 for seen in counted.values()), counted


def test_weights_are_of_whole_compressed_views(filled):
    rows = {row.name: row for row in weights.measure(filled)}
    assert all(row.figure for row in rows.values())
    assert rows["D  requests of a cold first view"].ok


def test_the_json_form_has_a_verdict_on_every_row():
    rows = [Row("small, kB", 3.5, 4), Row("large, kB", 5, 4), Row("lost, kB", None, 4), Row("told, kB", 9)]
    assert [row["ok"] for row in json.loads(as_json(rows))["rows"]] == [True, False, False, True]
    assert set(json.loads(as_json(rows))["rows"][0]) == {"name", "figure", "budget", "ok"}
    assert as_line(rows[1]).endswith("NOT OK")
