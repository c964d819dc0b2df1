"""Section E: how long a second start takes, and what two processes with the worker keep in memory at rest."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.filling import World
from bench.requests import BOARD
from bench.serving import ROOT, serving
from bench.table import Row

PAGES, SETTLING = 12, 3.0


def measure(world: World) -> Iterator[Row]:
    """The rows of section E, on a database that is there already."""
    began = time.monotonic()
    with serving(world.data, (str(ROOT / "bin" / "run"),)) as server:
        here = {"Host": f"localhost:{server.port}"}
        server.ask("GET", "/sign-in", here)
        yield Row("E  second start until the first page, s", round(time.monotonic() - began, 1), 6)
        headers = world.someone("recruiter").headers | here
        for path in ["/opportunities", BOARD, "/"] * PAGES:  # both processes have worked
            server.ask("GET", path, headers)
        time.sleep(SETTLING)
        yield Row("E  two processes with the worker at rest, MB", round(server.memory(whole=True) / 1e6, 1), 220)
