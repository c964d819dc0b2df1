"""Another day: `TESTS_AT=2028-02-29T23:30-05:00 bin/test …` runs tests and the portals they start as if it were then.

As a program it serves Relais from that moment on: `python -m tests.support.at MOMENT [options of bin/run]`.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime

import time_machine

VARIABLE = "TESTS_AT"


def travel(moment: str) -> None:
    """Let the clock of this process and of those it forks go on from `moment`, ISO 8601 with its offset."""
    there = datetime.fromisoformat(moment)
    if there.tzinfo is None:
        raise ValueError(f"{moment} has no offset, as -05:00")
    time_machine.travel(there, tick=True).start()


def travel_if_asked() -> None:
    """What `TESTS_AT` says, if it says anything."""
    if moment := os.environ.get(VARIABLE):
        travel(moment)


if __name__ == "__main__":
    travel(sys.argv[1])
    from portal import serve

    sys.exit(serve.main(sys.argv[2:]))
