"""Whoever calls is found by the number on the display, however it is written: board, list and palette."""

from __future__ import annotations

import re

import pytest

from portal.core.db import db
from portal.referrals.record import search_index
from tests import factories

KEPT = ("+14185550134", "+33612345678", "+14185550134x12", "+32470123456")
WAYS = {
    "418 555 0134": (0, 2),
    "(418) 555-0134": (0, 2),
    "tél. : 418.555.0134": (0, 2),
    "1-418-555-0134": (0, 2),
    "+1 418 555‑0134": (0, 2),
    "555-0134": (0, 2),
    "5550134": (0, 2),
    "418 555-01": (0, 2),
    "418": (0, 2),
    "418 555-0134 poste 12": (2,),
    "Canari 418\u00a0555 0134": (0, 2),
    "06 12 34 56 78": (1,),
    "06.12.34": (1,),
    "0612345678": (1,),
    "+33 (0)6 12 34 56 78": (1,),
    "0033 6 12 34 56 78": (1,),
    "0470 12 34 56": (3,),
    "418 555 0135": (),
    "12 34 56 78": (),
}


@pytest.fixture
def callers(cast):
    made = []
    for phone in KEPT:
        person = factories.a_candidate("Zéphyrine Canari", email="", phone=phone)
        made.append(factories.a_referral(cast.alice, stage="received", candidate=person, typed_phone=phone))
        search_index.index_referral(made[-1])
    db.session.commit()
    return made


def found(client, address: str, **query) -> set[int]:
    """The ids of the referrals to which a page of search leads."""
    page = client.get(address, query_string=query, htmx=True).text
    return {int(number) for number in re.findall(r'href="/referrals/(\d+)', page)}


def test_a_number_is_found_however_it_is_written(cast, client_for, callers):
    rita, alice = client_for(cast.rita), client_for(cast.alice)
    for typed, wanted in WAYS.items():
        expected = {callers[place].id for place in wanted}
        assert found(rita, "/referrals/board", text=typed) == expected, typed
        assert found(rita, "/referrals/board", text=typed, view="list") == expected, typed
        assert found(rita, "/palette", q=typed) == expected, typed
        assert found(alice, "/palette", q=typed) == (expected if "Canari" not in typed else set()), typed
