"""Two people writing the same role: what the other one changed, and what both did.

Each change keeps in the log a digest of the columns as they were. So whoever comes second can be told apart:
a column that they did not touch takes the other's value, one that both touched keeps what they typed beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import select

from portal.activity.models import Entry
from portal.core.db import db
from portal.opportunities.models import Opportunity


@dataclass(frozen=True)
class EditConflict:
    """`entries`: what others did meanwhile, oldest first. `taken`: columns whose present value replaces an
    untouched one. `both`: columns that both changed."""

    entries: list[Entry]
    taken: list[str]
    both: list[str]


def digest_value(value) -> str:
    """A short mark of a column's value, equal for equal values only."""
    return blake2b(json.dumps(value, sort_keys=True, default=str).encode(), digest_size=8).hexdigest()


def find_conflict(role: Opportunity, version: int, typed: dict) -> EditConflict:
    """What happened to `role` since `version`, measured against what somebody `typed` (by column)."""
    entries = _since(role, version)
    was: dict[str, str] = {}
    for entry in entries:
        was = entry.facts.get("before", {}) | was  # the oldest mark is what the writer began from
    taken, both = [], []
    for name in (name for name in typed if name in was and typed[name] != getattr(role, name)):
        (taken if digest_value(typed[name]) == was[name] else both).append(name)
    return EditConflict(entries, taken, both)


def _since(role: Opportunity, version: int) -> list[Entry]:
    """The entries of the log about `role` that made its versions after `version`."""
    query = select(Entry).where(Entry.subject_type == Opportunity.__tablename__, Entry.subject_id == role.id)
    return [entry for entry in db.session.scalars(query.order_by(Entry.id)) if entry.facts.get("version", 0) > version]
