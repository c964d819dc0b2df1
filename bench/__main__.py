"""`bin/bench [--json] [section …]`: measure, and print a table or JSON. The status is 1 when a budget is not kept."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from itertools import chain

from bench import growth, lighthouse, live, office_day, one_person, resting, weights
from bench.filling import Size, World, world
from bench.table import HEAD, Row, as_json, as_line

SECTIONS: dict[str, Callable[[World], Iterator[Row]]] = {
    "A": one_person.measure,
    "D": weights.measure,
    "E": resting.measure,
    "B": live.measure,
}
ON_DEMAND: dict[str, Callable[[World], Iterator[Row]]] = {"F": office_day.measure, "L": lighthouse.measure}
"""On a quiet machine: F takes four minutes, L needs npm and Chromium."""
GROWTH = "C"
"""Fills databases of its own, from a thousand referrals to `--most`: minutes to an hour."""


def arguments(argv: list[str]) -> argparse.Namespace:
    """The options of `bin/bench`."""
    parser = argparse.ArgumentParser("bin/bench", description="Measure what the budgets ask (docs/performance.md).")
    parser.add_argument("--json", action="store_true", help='{"rows": [{"name", "figure", "budget", "ok"}, …]}')
    parser.add_argument("--referrals", type=int, default=Size.referrals, help="referrals to fill in (default 10,000)")
    parser.add_argument("--most", type=int, default=100_000, choices=growth.SIZES, help="referrals to which C grows")
    parser.add_argument(
        "section",
        nargs="*",
        help="A: one person at a time, B: live, D: weights, E: rest (default: these); C: growth, F: many people,"
        " L: Lighthouse",
    )
    options = parser.parse_args(argv)
    options.section = [name.upper() for name in options.section] or list(SECTIONS)
    if unknown := set(options.section) - {*SECTIONS, *ON_DEMAND, GROWTH}:
        parser.error(f"there is no section {sorted(unknown)[0]}")
    return options


def main(argv: list[str]) -> int:
    """Measure; 0 when every budget is kept, else 1."""
    options = arguments(argv)
    rows = []
    if not options.json:
        print(HEAD, flush=True)
    for row in chain(_load("before"), _measured(options), _load("after")):
        rows.append(row)
        if not options.json:
            print(as_line(row), flush=True)
    if options.json:
        print(as_json(rows))
    return 0 if all(row.ok for row in rows) else 1


def _measured(options: argparse.Namespace) -> Iterator[Row]:
    chosen = [measure for name, measure in (SECTIONS | ON_DEMAND).items() if name in options.section]
    if chosen:
        with world(Size(referrals=options.referrals)) as filled:
            yield from chain.from_iterable(measure(filled) for measure in chosen)
    if GROWTH in options.section:
        yield from growth.measure(options.most)


def _load(when: str) -> Iterator[Row]:
    """How many processes wanted each core: above 1, times say more of the machine than of the portal."""
    yield Row(f"Load {when}, processes per core", round(os.getloadavg()[0] / (os.cpu_count() or 1), 1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
