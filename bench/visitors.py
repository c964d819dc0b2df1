"""Many people in one process: kept connections as a browser has them, one open stream each, deeds at a steady rate.

Deeds come when they come, whether or not the answers to the earlier ones are there, and each is timed from the moment
at which it was due: a server that hangs makes everybody wait, and so it looks.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field

from bench.deeds import Deed, Office
from bench.people import Person
from bench.streams import Screen

LONGEST = 30.0
"""Seconds for which somebody waits for an answer."""
ALL_BEGUN = 40
"""Streams that are opened in one go."""


@dataclass
class Lived:
    """What became of the deeds of a while."""

    served: list[tuple[str, float]] = field(default_factory=list)
    """(deed, seconds) of those that were done."""
    refused: list[float] = field(default_factory=list)
    """Seconds until somebody was asked to come again (429 or 503 with Retry-After)."""
    wrong: defaultdict = field(default_factory=lambda: defaultdict(int))
    """Anything else, by what it was."""
    written: set[str] = field(default_factory=set)
    """Marks of the writes that were answered with success."""
    turned_away: set[str] = field(default_factory=set)
    """Marks of the writes of which people were told that they were not done."""
    moved: list[tuple[str, int, float, float]] = field(default_factory=list)
    """(topic, office, when it was asked, when it was answered) of the cards that moved."""

    @property
    def count(self) -> int:
        """How many deeds there were."""
        return len(self.served) + len(self.refused) + sum(self.wrong.values())

    def within(self, share: float) -> float | None:
        """Milliseconds within which this share of the deeds that were done was answered."""
        times = sorted(seconds for _name, seconds in self.served)
        return round(times[min(len(times) - 1, int(len(times) * share))] * 1000) if times else None


class Visitors:
    """The people of an office, on one port."""

    def __init__(self, office: Office, port: int, browsers: int = 1) -> None:
        self._office, self._port, self._browsers = office, port, browsers
        self._idle: dict[tuple[int, int], list] = defaultdict(list)
        self.screens: list[Screen] = []
        self._tasks: set[asyncio.Task] = set()

    def of(self, role: str) -> list[Person]:
        """The people of that role."""
        return self._office.people[role]

    async def open_screens(self) -> float:
        """Everybody opens a stream; the seconds until all are open, at most 60."""
        began = time.monotonic()
        for role in self._office.people.values():
            for number, person in enumerate(role):
                self.screens.append(screen := Screen(self._port, person.id, person.cookie))
                self._spawn(screen.live())
                if number % ALL_BEGUN == 0:
                    await asyncio.sleep(0.05)
        return await self.all_open() - began

    async def all_open(self) -> float:
        """Wait until every stream is open, at most a minute; the moment."""
        until = time.monotonic() + 60
        while not all(screen.open for screen in self.screens) and time.monotonic() < until:
            await asyncio.sleep(0.05)
        return time.monotonic()

    async def live(self, rate: float, seconds: float) -> Lived:
        """Do `rate` deeds a second, at random moments, for so many seconds; return when all are answered."""
        lived, deeds, chance = Lived(), set(), random.Random(11)
        due = time.monotonic()
        end = due + seconds
        while (due := due + chance.expovariate(rate)) < end:
            if (pause := due - time.monotonic()) > 0:
                await asyncio.sleep(pause)
            deeds.add(task := asyncio.create_task(self._do(self._office.draw(), due, lived)))
            task.add_done_callback(deeds.discard)
        while deeds:
            await asyncio.wait(deeds)
        return lived

    def _spawn(self, work) -> None:
        self._tasks.add(task := asyncio.create_task(work))
        task.add_done_callback(self._tasks.discard)

    async def leave(self) -> None:
        """Everybody goes home."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in [writer for idle in self._idle.values() for _reader, writer in idle]:
            writer.close()

    async def _do(self, deed: Deed, due: float, lived: Lived) -> None:
        asked = time.monotonic()
        try:
            status, headers = await asyncio.wait_for(self._ask(deed), LONGEST)
        except (OSError, asyncio.IncompleteReadError, ValueError, TimeoutError) as error:
            status, headers = 0, {}
            lived.wrong[f"{deed.name}: {type(error).__name__}"] += 1
        deed.done(status)
        seconds = time.monotonic() - due
        if status in (200, 304, 303, 204):
            lived.served.append((deed.name, seconds))
            lived.written |= {deed.mark} - {""}
            if deed.name == "move":
                lived.moved.append((f"referral-{deed.path.split('/')[2]}", deed.person.office_id, asked, due + seconds))
        elif status in (429, 503) and headers.get("retry-after"):
            lived.refused.append(seconds)
            lived.turned_away |= {deed.mark} - {""}
        elif status:
            lived.wrong[f"{deed.name}: {status}"] += 1

    async def _ask(self, deed: Deed) -> tuple[int, dict[str, str]]:
        """Send it on a kept connection or a new one. A kept one that was closed meanwhile is no answer: again."""
        idle = self._idle[deed.person.id, random.randrange(self._browsers)]
        while idle:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                return await self._ask_on(idle.pop(), deed, idle)
        return await self._ask_on(await asyncio.open_connection("127.0.0.1", self._port), deed, idle)

    async def _ask_on(self, line: tuple, deed: Deed, idle: list) -> tuple[int, dict[str, str]]:
        reader, writer = line
        try:
            head = "".join(f"{name}: {value}\r\n" for name, value in deed.headers.items())
            body = deed.body.encode()
            length = f"Content-Length: {len(body)}\r\n" if deed.mark else ""
            first = f"{deed.method} {deed.path} HTTP/1.1\r\nHost: localhost:{self._port}\r\n"
            writer.write(f"{first}{head}{length}\r\n".encode() + body)
            status, headers = _read_head(await reader.readuntil(b"\r\n\r\n"))
            if status not in (204, 304):
                await reader.readexactly(int(headers["content-length"]))
        except BaseException:
            writer.close()
            raise
        if headers.get("connection") == "close":
            writer.close()
        else:
            idle.append(line)
        return status, headers


def _read_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin1").rstrip().split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return int(first.split()[1]), {name.lower(): value for name, _colon, value in pairs}
