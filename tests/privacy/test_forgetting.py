"""What is erased is also forgotten by every process that kept it in memory, cards and stories among them."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterator
from functools import _lru_cache_wrapper

import pytest

from portal.core import cache_versions, caches
from portal.core.db import db, utcnow
from portal.privacy import erasure
from tests import factories, people
from tests.referrals.board.moves import send
from tests.support.sessions import sign_in

NAME = "Zéphyrine Canari"
KEEPERS = {"a shelf", "portal.referrals.board.cards._kept_html", "portal.referrals.detail.timeline._line"}
ERASE = """
import sys
from pathlib import Path
from portal.app import create_app
from portal.config import Settings
from portal.core.db import db, unit_of_work, utcnow
from portal.privacy import erasure
from portal.referrals.record.models import Candidate
folder, url, candidate = sys.argv[1:]
app = create_app(Settings(data_dir=Path(folder), database_url=url, secret_key="only-for-tests-" * 3))
with app.app_context(), unit_of_work():
    erasure.erase_candidate(db.session.get_one(Candidate, int(candidate)), why="asked", now=utcnow())
"""


def below(held: object, depth: int = 4) -> Iterator[object]:
    """What an object of a cache leads to: links, keys, values and their fields."""
    yield held
    if depth and not isinstance(held, type) and not callable(held):
        for one in gc.get_referents(held):
            yield from below(one, depth - 1)


def in_memory(name: str) -> set[str]:
    """The memoised functions and ordered dictionaries of this process that hold `name`, whoever made them."""
    found = set()
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper):
            owner = f"{one.__module__}.{getattr(one, '__name__', '')}"
            held = [part for part in gc.get_referents(one) if part is not one.__wrapped__ and not callable(part)]
        elif type(one) is OrderedDict:
            owner, held = "a shelf", [one]
        else:
            continue
        if any(isinstance(part, str) and name in part for start in held for part in below(start)):
            found.add(owner)
    return found


def look_at_everything(client, referral) -> None:
    for address in ("/referrals/board", f"/referrals/{referral.id}", f"/referrals/{referral.id}/card", "/"):
        assert client.get(address).status_code == 200


def of_canari(cast):
    role, person = factories.a_role(cast.rita), factories.a_candidate(NAME)
    made = factories.a_referral(cast.alice, role, candidate=person, stage="received")
    db.session.commit()
    return made


@pytest.fixture
def referral(cast):
    made = factories.a_referral(
        cast.alice, factories.a_role(cast.rita), candidate=factories.a_candidate(NAME), stage="received"
    )
    db.session.commit()
    return made


def test_a_process_that_erases_somebody_keeps_their_name_nowhere(cast, client_for, referral):
    client = client_for(cast.rita)
    assert send(client, referral, "contacted").status_code == 200
    look_at_everything(client, referral)
    assert in_memory(NAME) >= KEEPERS
    erasure.erase_candidate(referral.candidate, why="asked", now=utcnow())
    assert in_memory(NAME), "until it is certain"
    db.session.commit()
    assert in_memory(NAME) == set()
    look_at_everything(client, referral)
    assert in_memory(NAME) == set()


def test_so_it_is_when_only_the_words_of_one_referral_are_erased(cast, client_for, referral):
    look_at_everything(client_for(cast.rita), referral)
    assert in_memory(NAME)
    erasure.erase_words(referral, now=utcnow())
    db.session.commit()
    assert in_memory(NAME) == set()


def test_an_erasure_that_fails_leaves_all_as_it_is(cast, client_for, referral):
    look_at_everything(client_for(cast.rita), referral)
    erasure.erase_candidate(referral.candidate, why="asked", now=utcnow())
    db.session.rollback()
    db.session.remove()
    assert in_memory(NAME)


@pytest.mark.parametrize("by", ["request", "worker"])
def test_another_process_forgets_them_as_well(committed, by):
    cast = people.gather()
    referral = factories.a_referral(
        cast.alice, factories.a_role(cast.rita), candidate=factories.a_candidate(NAME), stage="received"
    )
    db.session.commit()
    rita, max_ = (sign_in(committed.test_client(), person) for person in (cast.rita, cast.max))
    look_at_everything(rita, referral)
    settings = committed.config["SETTINGS"]
    assert in_memory(NAME)
    given = [str(settings.data_dir), settings.database_url, str(referral.candidate_id)]
    db.session.remove()
    db.engine.dispose()  # other tests read the file itself, and who closes it loses SQLite's locks on it
    subprocess.run([sys.executable, "-c", ERASE, *given], check=True, timeout=60)
    assert in_memory(NAME), "this process has heard nothing"
    if by == "request":
        assert max_.get("/notifications").status_code == 200
    else:
        cache_versions.look_for_erasures()
        db.session.rollback()
    assert in_memory(NAME) == set()


def test_a_minute_later_they_are_forgotten_once_more_for_who_had_read_before():
    forgetting = caches.Forgetting()
    whom = caches.cached(4, about=caches.CANDIDATES, name="tests")(str.upper)
    where = caches.cached(4, name="tests")(str.upper)

    def kept_after(mark: str | None, now: float) -> tuple[int, int]:
        whom(NAME), where("Lévis")
        forgetting.follow(mark, now)
        return whom.cache_info().currsize, where.cache_info().currsize

    assert kept_after(None, 0) == (1, 1)
    assert kept_after("first", 1) == (0, 1)
    assert kept_after("first", caches.AGAIN) == (1, 1)
    assert kept_after("first", caches.AGAIN + 2) == (0, 1)
    assert kept_after("first", 3 * caches.AGAIN) == (1, 1)
