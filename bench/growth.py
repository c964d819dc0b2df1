"""Section C: what pages cost when an office portal grows from a thousand referrals to a million, on both databases.

Two filled databases are asked in turns, the small one and a larger one, so that noise meets both alike. A cost is
processor time, that of the portal's thread and of PostgreSQL's processes together, which no other work of the machine
changes; the figure is its 95th percentile as a multiple of that at a thousand referrals.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import text
from werkzeug.test import Client

from bench.filling import World, world
from bench.growing import Asked, asked_of
from bench.requests import Failed
from bench.size import Size
from bench.table import Row
from portal.core.db import db, unit_of_work, utcnow
from portal.jobs import scheduler
from tests.support import postgres

SIZES = {
    1_000: Size(1_000, people=100, offices=3, on_board=200),
    10_000: Size(10_000, people=800, offices=12, on_board=200, home_every=8, roles=150, closed_roles=500),
    100_000: Size(100_000, people=6_000, offices=80, on_board=200, home_every=25, roles=400, closed_roles=3_000),
    1_000_000: Size(
        1_000_000, people=50_000, offices=500, on_board=200, home_every=50, roles=1_500, closed_roles=15_000
    ),
}
"""Offices and people grow with the referrals. Office 1, which is asked, is the oldest and largest: what it works on
stays the same, what it ever had grows to 20,000. The list of open roles grows with the offices."""
FULL_BOARD = Size(2_500, people=100, offices=3, on_board=2_000)
"""One office whose board holds ten times as many cards."""
ROOM = ("shared_buffers=512MB", "max_wal_size=4GB")
DATABASES = ("sqlite", "postgresql")
ROUNDS, TIMES, WARM = 5, 20, 6
SLOW = 0.05
"""Seconds from which on a chore is told by itself."""


def measure(most: int, databases: tuple[str, ...] = DATABASES) -> Iterator[Row]:
    """The rows of section C, up to `most` referrals (one of SIZES)."""
    for database in databases:
        with ExitStack() as at_end:
            address = at_end.enter_context(_server()) if database == "postgresql" else lambda _name: ""
            small = at_end.enter_context(world(SIZES[1_000], address("small")))
            for many in [size for size in SIZES if 1_000 < size <= most]:
                with ExitStack() as for_now:
                    began = time.monotonic()
                    large = for_now.enter_context(world(SIZES[many], address(f"large_{many}")))
                    taken = time.monotonic() - began
                    name = f"C  {database}, {many:,}"
                    yield Row(f"{name}: filled in, s", round(taken, 1), 300 if many == max(SIZES) else None)
                    yield Row(f"{name}: kB a referral with its history", round(_bytes(large) / many / 1000, 2), 6)
                    yield from _compared(name, small, large)
                    yield from _chores(name, large)


@contextmanager
def _server() -> Iterator[Callable[[str], str]]:
    """A PostgreSQL of our own; gives the address of a new database of that name."""
    with postgres.running((*postgres.SETTINGS, *ROOM)) as address:
        yield lambda name: postgres.another(address, name)


def _compared(name: str, small: World, large: World) -> Iterator[Row]:
    sides = [_Side(small), _Side(large)]
    for asked in asked_of(small):
        try:
            at_first, now = _costs([side.take(asked.name) for side in sides])
        except Failed as failure:
            print(failure, flush=True)
            yield Row(f"{name}: {asked.name}", None)
            continue
        told = f"p95 of that at 1,000 ({at_first * 1000:.1f} ms)"
        yield Row(f"{name}: {asked.name}, {told}", round(now / at_first, 2), asked.budget)


def _costs(sides: list[Callable[[int], list[float]]]) -> list[float]:
    """The 95th percentile of each side, in seconds; a first round warms up."""
    costs: list[list[float]] = [[] for _side in sides]
    for turn in range(ROUNDS + 1):
        for side, kept in zip(sides, costs, strict=True):
            kept += side(TIMES) if turn else side(WARM)[:0]
    return [_share(kept, 0.95) for kept in costs]


class _Side:
    """One of the two worlds that are compared."""

    def __init__(self, world: World) -> None:
        self._world, self._client = world, Client(world.app, use_cookies=False)
        self._asked = {asked.name: asked for asked in asked_of(world)}
        with world.app.app_context():
            self._backends = _backends()

    def take(self, name: str) -> Callable[[int], list[float]]:
        """The function that sends that request so many times and tells what each cost, in seconds."""
        asked = self._asked[name]
        return lambda times: [self._cost(asked) for _ in range(times)]

    def _cost(self, asked: Asked) -> float:
        given = asked.ask()
        began = time.thread_time() + self._backends()
        with self._client.open(**given) as answer:
            answer.get_data()
        spent = time.thread_time() + self._backends() - began
        if answer.status_code != asked.status:
            raise Failed(f"{asked.name}: {given['path']} answered {answer.status_code}, not {asked.status}")
        return spent


def _backends() -> Callable[[], float]:
    """How many seconds the database’s own processes have worked for this app; nothing for SQLite, which has none."""
    if db.engine.dialect.name == "sqlite":
        return lambda: 0.0
    driver = db.session.connection().connection.driver_connection
    files = [Path(f"/proc/{driver.info.backend_pid}/schedstat")]
    db.session.remove()
    return lambda: sum(int(file.read_text().split()[0]) for file in files) / 1e9


def _share(costs: list[float], share: float) -> float:
    return sorted(costs)[min(len(costs) - 1, int(len(costs) * share))]


def _bytes(world: World) -> int:
    size = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    with world.app.app_context():
        return db.session.scalar(text(size[db.engine.dialect.name]))


def _chores(name: str, world: World) -> Iterator[Row]:
    """What the slow duties of the worker take; the second time, when the first has done what was due."""
    with world.app.app_context():
        spent = _backends()
        for chore in scheduler.list_chores():
            for _turn in range(2):
                began = time.thread_time() + spent()
                with unit_of_work():
                    chore.do(utcnow())
                taken = time.thread_time() + spent() - began
            db.session.remove()
            if taken > SLOW:
                yield Row(f"{name}: chore {chore.name}, ms", round(taken * 1000))
