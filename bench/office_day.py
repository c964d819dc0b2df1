"""Section F: an office day of many people, a rush ten times as dense, and a day on two web nodes.

Somebody who is active does something every seven seconds on average (the thinking time of the TPC-W benchmark, brisk
for an office), whether they click or their screen asks by itself, and holds one open stream.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bench.deeds import Office, kept
from bench.filling import Size, World, world
from bench.nodes import Absent, two_nodes
from bench.serving import Served, serving
from bench.table import Row
from bench.visitors import Lived, Visitors
from portal.core.db import db, utcnow
from portal.jobs import leader

THINKING = 7.0
PEOPLE, PEOPLE_OF_TWO_NODES = 300, 600
WARMING, DAY, RUSH, CALMING, AFTER, LOSS = 5.0, 45.0, 20.0, 2.0, 15.0, 20.0
TIMES, BROWSERS = 10, 10
HEARD_WITHIN = 5.0


@dataclass
class Told:
    """What became of a day. `screens`: seconds until all streams were open; `theirs`, `ours`: seconds of processor that
    the servers and these visitors used."""

    day: Lived
    deaf: int
    screens: float
    theirs: float
    ours: float
    rush: Lived | None = None
    after: Lived | None = None
    loss: Lived | None = None
    back: float = 0.0
    led: float = 0.0


def measure(_world: World) -> Iterator[Row]:
    """The rows of section F, each part on data of its own."""
    with world(Size(people=PEOPLE)) as filled, serving(filled.data) as server:
        told = asyncio.run(_one_server(filled, server))
        yield from _day_rows(f"{PEOPLE} people, SQLite", told)
        yield from _rush_rows(told)
        yield from _kept_rows("SQLite", filled, told.day, told.rush, told.after)
    try:
        with two_nodes(Size(people=PEOPLE_OF_TWO_NODES)) as (filled, nodes, port):
            told = asyncio.run(_two_nodes(filled, nodes, port))
            yield from _day_rows(f"{PEOPLE_OF_TWO_NODES} people, two nodes, PostgreSQL", told)
            yield from _loss_rows(told)
            yield from _kept_rows("PostgreSQL", filled, told.day, told.loss)
    except Absent as missing:
        yield Row(f"F  two web nodes: not measured, {missing}", None)


async def _one_server(filled: World, server: Served) -> Told:
    office = Office(filled)
    people = Visitors(office, server.port)
    told = await _day(people, PEOPLE / THINKING, [server])
    crowd = Visitors(office, server.port, BROWSERS)
    told.rush = await crowd.live(TIMES * PEOPLE / THINKING, RUSH)
    await asyncio.sleep(CALMING)
    told.after = await crowd.live(PEOPLE / THINKING, AFTER)
    await crowd.leave()
    await people.leave()
    return told


async def _two_nodes(filled: World, nodes: list[Served], port: int) -> Told:
    people = Visitors(Office(filled), port)
    rate = PEOPLE_OF_TWO_NODES / THINKING
    told = await _day(people, rate, nodes)
    loss = asyncio.create_task(people.live(rate, LOSS))
    await asyncio.sleep(LOSS / 4)
    nodes[0].kill()
    killed, at = time.monotonic(), utcnow()
    await asyncio.sleep(1)
    told.back = await people.all_open() - killed
    told.loss = await loss
    while not _led_since(filled, at) and time.monotonic() < killed + 60:
        await asyncio.sleep(0.2)
    told.led = time.monotonic() - killed
    await people.leave()
    return told


async def _day(people: Visitors, rate: float, servers: list[Served]) -> Told:
    screens = await people.open_screens()
    await people.live(rate, WARMING)
    for screen in people.screens:
        screen.heard = []
    theirs, ours = sum(server.processor() for server in servers), time.process_time()
    day = await people.live(rate, DAY)
    theirs, ours = sum(server.processor() for server in servers) - theirs, time.process_time() - ours
    await asyncio.sleep(1)
    return Told(day, _deaf(people, day), screens, theirs, ours)


def _led_since(filled: World, moment: datetime) -> bool:
    """Whether the work that one process does for all was taken up or renewed after that moment."""
    with filled.app.app_context():
        until = db.session.scalar(select(leader.Leader.until).filter_by(duty="work"))
        db.session.remove()
    return until - leader.LEASE > moment


def _deaf(people: Visitors, day: Lived) -> int:
    """How many screens of recruiters did not hear in time that a card of their office had moved."""
    heard = {screen.person: screen.heard for screen in people.screens}
    offices = {one.id: one.office_id for one in people.of("recruiter")}
    return sum(
        not any(name == topic and asked <= at <= answered + HEARD_WITHIN for name, at in heard[ident])
        for topic, office, asked, answered in day.moved
        for ident, theirs in offices.items()
        if theirs == office
    )


def _day_rows(where: str, told: Told) -> Iterator[Row]:
    yield Row(f"F  {where}: errors of {told.day.count:,} deeds", _wrong(told.day) + len(told.day.refused), 0)
    yield from _what_was_wrong(told.day)
    yield Row(f"F  {where}: p50, ms", told.day.within(0.5))
    yield Row(f"F  {where}: p95, ms", told.day.within(0.95), 250)
    yield Row(f"F  {where}: p99, ms", told.day.within(0.99))
    yield Row(f"F  {where}: screens that did not hear of {len(told.day.moved)} moves", told.deaf, 0)
    yield Row(f"F  {where}: all streams open after, s", round(told.screens, 1))
    yield Row(f"F  {where}: processor of a deed with its streams, ms", _each(told.theirs, told.day))
    yield Row(f"F  {where}: processor of a visitor’s deed, ms", _each(told.ours, told.day))


def _rush_rows(told: Told) -> Iterator[Row]:
    rush, after = told.rush, told.after
    refused = rush.refused
    yield Row(f"F  rush, {TIMES} times as dense: errors of {rush.count:,} deeds", _wrong(rush), 0)
    yield from _what_was_wrong(rush)
    yield Row("F  rush: asked to come again, %", round(100 * len(refused) / rush.count, 1))
    yield Row("F  rush: asked so within, p95, ms", round(_share(refused) * 1000))
    yield Row("F  rush: done, p95, ms", rush.within(0.95))
    yield Row("F  two seconds after the rush: errors and refusals", _wrong(after) + len(after.refused), 0)
    yield Row("F  two seconds after the rush: p95, ms", after.within(0.95), 250)


def _loss_rows(told: Told) -> Iterator[Row]:
    failed = _wrong(told.loss) + len(told.loss.refused)
    yield Row(f"F  a node is killed: failed or refused, of {told.loss.count:,} deeds", failed)
    yield from _what_was_wrong(told.loss)
    yield Row("F  a node is killed: all streams open again after, s", round(told.back, 1), 10)
    yield Row("F  a node is killed: the work is led again after, s", round(told.led, 1))


def _kept_rows(where: str, filled: World, *lived: Lived) -> Iterator[Row]:
    written = set().union(*(one.written for one in lived))
    refused = set().union(*(one.turned_away for one in lived))
    there = kept(filled)
    yield Row(f"F  {where}: lost writes, of {len(written):,} that were answered", len(written - there), 0)
    yield Row(f"F  {where}: done all the same, of {len(refused):,} that were refused", len(refused & there), 0)


def _what_was_wrong(lived: Lived) -> Iterator[Row]:
    for what, times in sorted(lived.wrong.items()):
        yield Row(f"F    {what}", times)


def _share(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)] if seconds else 0.0


def _each(seconds: float, lived: Lived) -> float:
    return round(seconds * 1000 / lived.count, 1)


def _wrong(lived: Lived) -> int:
    return sum(lived.wrong.values())
