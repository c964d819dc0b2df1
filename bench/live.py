"""Section B: from a change to the screens of others, with hundreds of open streams over the real server.

Twice a second a recruiter moves a card by HTTP, and at the same moment a signal for everybody is written, so that
every stream has something to hear each time: harder than an office day.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from sqlalchemy import select

from bench.filling import World
from bench.requests import move_of, stage_and_version
from bench.serving import Served, serving
from bench.streams import Crowd
from bench.table import Row
from portal.core.db import db, unit_of_work, utcnow
from portal.live import signals
from portal.referrals.record.models import Referral

CHANGES, PAUSE, QUIET, WARMING = 40, 0.5, 12.0, 100
PAGE = "/opportunities"


def measure(world: World) -> Iterator[Row]:
    """The rows of section B."""
    with serving(world.data) as server, _crowd(server) as crowd:
        yield from _at_rest(world, server, crowd, 500)
        yield from _changes(world, server, crowd, 500, {"p50": None, "p95": 150, "p99": 250})
        yield from _restart(world, server, crowd, 500)
        _open(world, crowd, 500, already=500)
        yield from _changes(world, server, crowd, 1000, {"p50": None, "p95": 250, "p99": None})


@contextmanager
def _crowd(server: Served) -> Iterator[Crowd]:
    crowd = Crowd(server.port)
    try:
        yield crowd
    finally:
        crowd.leave()


def _open(world: World, crowd: Crowd, count: int, already: int = 0) -> None:
    people = [world.people[number % len(world.people)] for number in range(already, already + count)]
    crowd.tell("open", [(one.id, one.cookie) for one in people])
    if not crowd.wait_until(already + count, 30):
        raise RuntimeError(f"only {crowd.tell('count')} of {already + count} streams could be opened")


def _at_rest(world: World, server: Served, crowd: Crowd, count: int) -> Iterator[Row]:
    reader = _Reader(server, world)
    with reader:
        time.sleep(8)
    alone, without = _share(reader.took, 0.95), _busy(server)
    _open(world, crowd, WARMING)
    time.sleep(1)
    memory = server.memory()  # the first streams also bring in what all share
    _open(world, crowd, count - WARMING, already=WARMING)
    time.sleep(1)
    each = (server.memory() - memory) / (count - WARMING)
    yield Row(f"B  memory of one more stream ({count} open), kB", round(each / 1000, 1), 150)
    yield Row(f"B  {count} idle streams, % of a core", round((_busy(server) - without) * 100, 2), 2)
    with reader.again():
        crowd.tell("forget")
        _change_all(world, server, CHANGES // 2)
    loaded = _share(reader.took, 0.95)
    yield Row("B  page p95 without streams, ms", round(alone * 1000, 1))
    yield Row(f"B  page p95 under {count} streams and 2 changes/s, of that without", round(loaded / alone, 2), 1.3)


def _busy(server: Served) -> float:
    began, used = time.monotonic(), server.processor()
    time.sleep(QUIET)
    return (server.processor() - used) / (time.monotonic() - began)


def _changes(world: World, server: Served, crowd: Crowd, count: int, budgets: dict) -> Iterator[Row]:
    time.sleep(1)
    crowd.tell("forget")
    made = _change_all(world, server, CHANGES)
    time.sleep(2)
    lags, missing = _lags(crowd.tell("heard"), made)
    for name, budget in budgets.items():
        figure = _share(lags, int(name[1:]) / 100)
        yield Row(f"B  change to event, {count} streams, {name}, ms", figure and round(figure * 1000), budget)
    yield Row(f"B  events that did not arrive, of {len(lags) + missing:,} ({count} streams)", missing, 0)


def _change_all(world: World, server: Served, times: int) -> list[tuple[str, float, set[int] | None]]:
    """Make the changes; per change its topic, when it was sent, and who must hear it (None: everybody)."""
    made, rita = [], world.someone("recruiter")
    headers = rita.headers | {"Host": f"localhost:{server.port}", "Content-Type": "application/x-www-form-urlencoded",
                              "HX-Request": "true", "HX-Request-Type": "partial"}  # fmt: skip
    for number in range(times):
        began = time.monotonic()
        ident = 2 + number % CHANGES
        hearers = _hearers(world, ident)
        stage, version = stage_and_version(world.app, ident)
        form = move_of(ident, "contacted" if stage != "contacted" else "interview", version)
        sent = time.monotonic()
        status, _seconds = server.ask("POST", form["path"], headers, urlencode(form["data"]))
        if status == 200:
            made.append((f"referral-{ident}", sent, hearers))
        made.append((topic := f"bench-{number}", time.monotonic(), None))
        _signal(world, topic)
        time.sleep(max(0.0, PAUSE - (time.monotonic() - began)))
    return made


def _signal(world: World, topic: str) -> None:
    with world.app.app_context():
        with unit_of_work():
            signals.write_signals([(topic, "all")], utcnow())
        db.session.remove()


def _hearers(world: World, ident: int) -> set[int]:
    with world.app.app_context():
        office, referrer = db.session.execute(
            select(Referral.office_id, Referral.referrer_id).where(Referral.id == ident)
        ).one()
        db.session.remove()
    staff = {p.id for p in world.people if p.role in ("recruiter", "manager") and p.office_id == office}
    return staff | {referrer, world.size.people}  # the last person is the admin


def _lags(heard: list, made: list) -> tuple[list[float], int]:
    """Seconds from each change to each stream that had to hear it, and how many never did."""
    lags, missing = [], 0
    for person, events in heard:
        for topic, sent, hearers in made:
            if hearers is not None and person not in hearers:
                continue
            came = [at for name, at in events if name == topic and at >= sent]
            if came:
                lags.append(min(came) - sent)
            else:
                missing += 1
    return lags, missing


def _restart(world: World, server: Served, crowd: Crowd, count: int) -> Iterator[Row]:
    """Stop and start the server, with a change while it was away."""
    crowd.tell("forget")
    began = time.monotonic()
    server.stop()
    _signal(world, "bench-while-away")
    server.start()
    crowd.wait_until(count, 20)
    until, left = time.monotonic() + 20, count
    while left and time.monotonic() < until:
        time.sleep(0.2)
        heard = crowd.tell("heard")
        left = sum(not any(topic == "bench-while-away" for topic, _at in events) for _person, events in heard)
    took = max((at for _p, events in heard for topic, at in events if topic == "bench-while-away"), default=0) - began
    yield Row(f"B  restart, {count} streams back and caught up, s", None if left else round(took, 1), 10)


class _Reader:
    """Someone who reads a page ten times a second, in a thread, and notes how long each took."""

    def __init__(self, server: Served, world: World) -> None:
        person = world.someone("producer")
        self._server, self._headers = server, person.headers | {"Host": f"localhost:{server.port}"}
        self.took: list[float] = []

    def again(self) -> _Reader:
        """The same, from zero."""
        self.took = []
        return self

    def __enter__(self) -> _Reader:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()
        return self

    def __exit__(self, *_exc) -> None:
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        for _ in range(4):
            self._server.ask("GET", PAGE, self._headers)  # both processes warm
        while not self._stop.wait(0.1):
            status, seconds = self._server.ask("GET", PAGE, self._headers)
            if status == 200:
                self.took.append(seconds)


def _share(values: list[float], share: float) -> float | None:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else None
