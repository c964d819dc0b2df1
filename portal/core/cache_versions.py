"""Marks that change with what every process keeps in memory: comparing one costs less than reading the rows again.

The mark of the stages rides on the statement that finds the signed-in person, so that pages pay nothing for it.
"""

from __future__ import annotations

from flask import has_request_context, request
from sqlalchemy import ScalarSelect, String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.caches import follow_erasures
from portal.core.db import OFFICE, Model, db, recall_unit
from portal.core.tokens import new_token

STAGES = "stages"
ERASURES = "erasures"
"""What processes keep of candidates (`caches.CANDIDATES`): a new mark when one of them was erased."""
_SEEN = "relais.stamp."
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_ASKED = "stamps"


class Stamp(Model):
    """The present mark of one thing that is kept in memory; no row: it was never changed."""

    __tablename__ = "stamp"
    name: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICE)
    mark: Mapped[str] = mapped_column(String(64), info=OFFICE)


def select_version(name: str) -> ScalarSelect[str]:
    """SQL: the present mark of `name`, or NULL, to be asked along with something else."""
    return select(Stamp.mark).where(Stamp.name == name).scalar_subquery()


def learn_version(name: str, mark: str | None) -> None:
    """This request has read the mark of `name` already."""
    if has_request_context():
        request.environ[_SEEN + name] = mark


def read_version(name: str) -> str | None:
    """The mark of `name` as of this request; outside of one, as of this unit of work."""
    if has_request_context() and _SEEN + name in request.environ:
        return request.environ[_SEEN + name]
    asked = recall_unit(_ASKED)
    if name not in asked:
        asked[name] = db.session.scalar(select(select_version(name)))
        learn_version(name, asked[name])
    return asked[name]


def renew_version(name: str) -> None:
    """Give `name` a new mark in the caller's transaction: what is kept of it is read again everywhere."""
    mark = new_token()
    new = _INSERT[db.engine.dialect.name](Stamp).values(name=name, mark=mark)
    db.session.execute(new.on_conflict_do_update(index_elements=[Stamp.name], set_={"mark": mark}))
    recall_unit(_ASKED)[name] = mark
    learn_version(name, mark)


def look_for_erasures() -> None:
    """Follow what other processes erased, outside of a request; one statement."""
    follow_erasures(db.session.scalar(select(select_version(ERASURES))))
