"""The rows that a section yields, and how they are shown to people and to machines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """One measure. `figure` and `budget` are numbers in the unit that `name` ends with; no budget: for information.

    `figure` None: the measure could not be taken, which is never ok.
    """

    name: str
    figure: float | None
    budget: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the figure keeps to its budget."""
        return self.figure is not None and (self.budget is None or self.figure <= self.budget)


def as_json(rows: Iterable[Row]) -> str:
    """`{"rows": [{"name", "figure", "budget", "ok"}, …]}`."""
    return json.dumps({"rows": [asdict(row) | {"ok": row.ok} for row in rows]}, indent=1)


def as_line(row: Row) -> str:
    """One line of the table."""
    budget = "" if row.budget is None else _number(row.budget)
    verdict = ("ok" if row.ok else "NOT OK") if row.budget is not None or row.figure is None else ""
    return f"{row.name:<66} {_number(row.figure):>9} {budget:>9}  {verdict}".rstrip()


HEAD = f"{'what':<66} {'figure':>9} {'budget':>9}  ok"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")
