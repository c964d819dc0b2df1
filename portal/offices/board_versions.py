"""The mark by which an open board notices that something on it has changed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, update

from portal.core.db import db, recall_unit
from portal.offices.models import Office

_OFFICE = Office.__table__
_GROWN = (
    update(_OFFICE)
    .where(_OFFICE.c.id.in_(bindparam("offices", expanding=True)))
    .values(board_version=_OFFICE.c.board_version + 1)
)
"""Built once; which offices is a parameter."""


def mark_changed(offices: Iterable[int]) -> None:
    """Whatever the boards of these offices (their ids) show is drawn again. Nothing is flushed before.

    Once for a unit of work: nobody else sees what it does before all of it is there.
    """
    marked = recall_unit(__name__)
    if fresh := sorted(set(offices).difference(marked)):
        db.session.connection().execute(_GROWN, {"offices": fresh})
        marked.update(dict.fromkeys(fresh))
