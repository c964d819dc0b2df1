"""The list of the board by recruiter and by person: filter, order, and the rows that the office’s table leads to."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.core.db import utcnow
from tests import factories

LIST = "/referrals/board?view=list"


@pytest.fixture
def rosalie(cast):
    return factories.a_person("Rosalie Fortin", recruiter=cast.quebec)


@pytest.fixture
def referrals(cast, rosalie):
    """By name: one that Rosalie handles, one of Rita's whose update is overdue, one that nobody handles."""
    late = utcnow() - timedelta(days=9)
    role = factories.a_role(cast.rita)

    def one(name: str, **columns):
        return factories.a_referral(cast.alice, role, candidate=factories.a_candidate(name), **columns)

    return {
        "zoe": one("Zoé Roy", stage="received", recruiter_id=rosalie.id),
        "anne": one("Anne Roy", stage="received", recruiter_id=cast.rita.id, news_due_at=late),
        "free": one("Marc Roy", stage="received", recruiter_id=None),
    }


def rows_of(client, query: str) -> list[int]:
    return [int(number) for number in re.findall(r'<tr id="referral-(\d+)"', client.get(LIST + query).text)]


def test_the_list_shows_what_one_recruiter_handles_or_nobody(cast, client_for, referrals, rosalie):
    max_ = client_for(cast.max)
    assert rows_of(max_, f"&holder={rosalie.id}") == [referrals["zoe"].id]
    assert rows_of(max_, "&holder=nobody") == [referrals["free"].id]
    assert rows_of(max_, f"&holder={cast.rita.id}&overdue=yes") == [referrals["anne"].id]
    assert len(rows_of(max_, "&holder=nonsense")) == 3
    assert f'<option value="{rosalie.id}" selected>' in max_.get(LIST + f"&holder={rosalie.id}").text


def test_the_list_is_ordered_by_recruiter_and_by_person(cast, client_for, referrals):
    max_ = client_for(cast.max)
    assert rows_of(max_, "&sort=holder") == [referrals[name].id for name in ("anne", "zoe", "free")]
    assert rows_of(max_, "&sort=person") == [referrals[name].id for name in ("anne", "free", "zoe")]


def test_the_order_tells_nothing_of_who_may_not_be_known(cast, client_for, referrals):
    hidden = [factories.a_referral(cast.alice, candidate=factories.a_candidate(name)).id for name in ("Abel", "Aaron")]
    assert rows_of(client_for(cast.max), "&sort=person")[3:] == hidden[::-1], "the newest first, whatever their names"


def test_the_table_of_an_office_leads_to_exactly_those_rows(cast, client_for, referrals):
    max_ = client_for(cast.max)
    links = re.findall(r'href="/referrals/board\?([^"]*holder[^"]*)"', max_.get(f"/offices/{cast.quebec.id}").text)
    (query,) = [link.replace("&amp;", "&") for link in links]
    assert f"holder={cast.rita.id}" in query
    assert rows_of(max_, f"&{query}") == [referrals["anne"].id]
