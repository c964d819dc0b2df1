"""Many open screens in one process of its own: raw event streams that come back as browsers do.

The process is told what to do by lines on standard input and answers in JSON lines. Moments are those of
`time.monotonic()`, which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path


class Screen:
    """One stream of one person."""

    def __init__(self, port: int, person: int, cookie: str) -> None:
        self.person, self._port, self._cookie = person, port, cookie
        self.open, self.last_id = False, ""
        self.heard: list[tuple[str, float]] = []

    async def live(self) -> None:
        """Stay connected for ever; after a break, come back within two to three seconds with the last id."""
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
                await self._read_stream()
            self.open = False
            await asyncio.sleep(random.uniform(2, 3))

    async def _read_stream(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            again = f"Last-Event-ID: {self.last_id}\r\n" if self.last_id else ""
            head = f"GET /live HTTP/1.1\r\nHost: localhost:{self._port}\r\nCookie: {self._cookie}\r\n{again}\r\n"
            writer.write(head.encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in answer.split(b"\r\n", 1)[0]:
                raise ValueError(answer[:20])
            self.open = True
            event, rest = "", b""
            while came := await reader.read(65536):  # all that is there at once: hundreds of screens share a core
                *lines, rest = (rest + came).split(b"\n")
                for line in lines:
                    if line == b"0\r":  # a chunk of no bytes ends the answer
                        return
                    event = self._take(line.decode(), event)
        finally:
            writer.close()

    def _take(self, line: str, event: str) -> str:
        name, _, value = line.partition(": ")
        if name == "id":
            self.last_id = value
        if name == "data" and event == "signal":
            self.heard.append((value, time.monotonic()))
        return value if name == "event" else event


async def main(port: int) -> None:
    """Obey: `open [[person, cookie], …]`, `count`, `heard`, `forget`."""
    screens: list[Screen] = []
    tasks = set()
    lines = asyncio.StreamReader(limit=10_000_000)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        order, _, rest = line.decode().strip().partition(" ")
        answer: object = None
        if order == "open":
            fresh = [Screen(port, *one) for one in json.loads(rest)]
            for number, screen in enumerate(fresh):
                tasks.add(asyncio.create_task(screen.live()))
                if number % 20 == 19:
                    await asyncio.sleep(0.05)
            screens += fresh
        elif order == "count":
            answer = sum(screen.open for screen in screens)
        elif order == "heard":
            answer = [(screen.person, screen.heard) for screen in screens]
        elif order == "forget":
            for screen in screens:
                screen.heard = []
        print(json.dumps(answer), flush=True)


class Crowd:
    """The other end: starts the process and tells it what to do."""

    def __init__(self, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.streams", str(port)], cwd=Path(__file__).parents[1], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def tell(self, order: str, what: object = "") -> object:
        """Give an order; its answer."""
        self._process.stdin.write(f"{order} {json.dumps(what) if what else ''}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def wait_until(self, wanted: int, seconds: float) -> bool:
        """Whether `wanted` streams were open together before `seconds` had passed."""
        until = time.monotonic() + seconds
        while self.tell("count") < wanted:
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        return True

    def leave(self) -> None:
        """Close every stream."""
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
