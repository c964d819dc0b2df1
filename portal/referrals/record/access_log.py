"""Who of the office saw whom, when and where (trust.md, privacy 8): once an hour for each person and candidate.

A view notes whom its page names. When the answer is ready, one statement keeps what is due, in a unit of work of
its own: reading changes nothing else. Where others hold the database it is kept later, and the answer leaves. The
process remembers what it kept in this hour, so a page that is opened again costs no statement. Hours are those of the
clock: a board answered 304 was read within the same one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import lazy_gettext as _l
from sqlalchemy import ForeignKey, Index, Insert, Integer, Select, String, and_, bindparam, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Membership, User
from portal.activity.log import record
from portal.core.caches import cached
from portal.core.db import OFFICE, Model, Moment, db, unit_of_work, utcnow
from portal.core.engine import waiting_at_most
from portal.referrals.record.access_log_retry import Late, Noted, hour_of
from portal.referrals.record.events import OPENED
from portal.referrals.record.models import Referral
from portal.referrals.record.policy import STAFF

KEPT = timedelta(days=730)
"""How long a sighting is kept: as long as the candidate it speaks of."""
PLACES = {
    "board": _l("on the board"),
    "list": _l("in the list of the board"),
    "referral": _l("on the page of the referral"),
    "home": _l("on the home page"),
    "day": _l("in the list of what waits"),
    "palette": _l("in a search"),
    "bell": _l("in the notifications"),
    "letter": _l("in an e-mail"),
    "pool": _l("in the talent pool"),
    "producer": _l("on the page of who referred them"),
    "role": _l("on the page of a role that is no longer open"),
    "likeness": _l("beside somebody alike"),
}
"""The kinds of pages that name candidates to staff. Rooms that show a name elsewhere add theirs."""
AT_ONCE = 0.1
"""Seconds that an answer waits for those who write, so that it is kept before it leaves."""
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_COLUMNS = ("candidate_id", "actor_id", "hour", "at", "place", "referral_id")


class Sighting(Model):
    """Somebody of the staff read whom a referral is about, at least once in this hour; `at` is the first time."""

    __tablename__ = "sighting"
    __table_args__ = (Index("ix_sighting_at", "at"), {"sqlite_with_rowid": False})
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True, info=OFFICE
    )
    actor_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True, info=OFFICE)
    hour: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    """Hours since 1970, of UTC."""
    at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    place: Mapped[str] = mapped_column(String(12), info=OFFICE)
    """The kind of page, one of PLACES."""
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), info=OFFICE)


class Memory:
    """What this process has kept in the running hour: (person, referral)."""

    def __init__(self) -> None:
        self._hour, self._kept = 0, {}

    def unknown(self, actor_id: int, referrals: Iterable[int], hour: int) -> set[int]:
        """Those of `referrals` that this process has not kept for this person in this hour."""
        return set(referrals) - self._of(actor_id, hour)

    def learn(self, actor_id: int, referrals: Iterable[int], hour: int) -> None:
        """They are kept."""
        self._of(actor_id, hour).update(referrals)

    def forget(self) -> None:
        """Know nothing any more."""
        self._hour, self._kept = 0, {}

    def _of(self, actor_id: int, hour: int) -> set[int]:
        if hour != self._hour:
            self._hour, self._kept = hour, {}
        return self._kept.setdefault(actor_id, set())


def init_app(app: Flask) -> None:
    """Keep what each request noted, once its own work is done."""
    app.extensions["relais-sightings"] = Memory()
    app.extensions["relais-late-sightings"] = Late(app, _write)
    app.teardown_request(_keep_noted)


def current_memory() -> Memory:
    """The memory of this process."""
    return current_app.extensions["relais-sightings"]


def place_words(place: str) -> str:
    """Where it was, in the reader's language."""
    return str(PLACES.get(place, place))


def record_sightings(
    place: str, referrals: Iterable[int], *, by: User, now: datetime | None = None, document: int = 0
) -> None:
    """`by` reads at `place` (a kind of page) whom these referrals (their ids) are about.

    Name only those that are shown by name; who reads their own referral is left out. Outside a request (a letter
    that names somebody) it is kept at once, as of `now` (default: the present), in the caller's transaction.
    `document`: the id of one that is opened, of which the log keeps each time.
    """
    if not has_request_context():
        _write(Noted(place, by.id, frozenset(referrals), now or utcnow()))
        return
    new = set(referrals) if document else current_memory().unknown(by.id, referrals, hour_of(utcnow()))
    if request.method != "HEAD" and new:
        g.setdefault("sightings", []).append(Noted(place, by.id, frozenset(new), utcnow(), document))


def _keep_noted(error: BaseException | None) -> None:
    """Nobody waits long for it: what can't be kept at once (held, no room, no database) is kept later."""
    for noted in g.pop("sightings", ()) if error is None else ():
        try:
            with waiting_at_most(AT_ONCE), unit_of_work():
                _write(noted)
            current_memory().learn(noted.actor_id, noted.referrals, noted.hour)
        except (SQLAlchemyError, TimeoutError):
            current_app.extensions["relais-late-sightings"].put(noted)


def _write(noted: Noted) -> None:
    given = {name: value for name, value in noted._asdict().items() if name != "document"}
    given |= {"hour": noted.hour, "referrals": sorted(noted.referrals)}
    db.session.connection().execute(_written(db.engine.dialect.name), given)
    if noted.document:
        by = db.session.get_one(User, noted.actor_id)
        for referral in db.session.scalars(select(Referral).where(Referral.id.in_(noted.referrals))).all():
            record(OPENED, referral, by=by, now=noted.at, document=noted.document)


@cached(2)
def _written(dialect: str) -> Insert:
    """Keeps that `actor_id` saw those of `referrals` that are not their own. Built once."""
    kinds = {"actor_id": Integer(), "hour": Integer(), "at": Moment(), "place": String()}
    given = (bindparam(name, type_=kind) for name, kind in kinds.items())
    row = Referral.__table__.c
    seen = select(row.candidate_id, *given, row.id).where(row.id.in_(bindparam("referrals", expanding=True)))
    seen = seen.where(row.referrer_id != bindparam("actor_id", type_=Integer()))
    return _INSERT[dialect](Sighting.__table__).from_select(_COLUMNS, seen).on_conflict_do_nothing()


def by_hour(actor: int = 0) -> Select:
    """(actor_id, name, hour, place, at, people): whom each person saw in an hour at a place, the newest first.

    `people` counts them. `actor`: the id of one person, 0 for everybody.
    """
    at = func.max(Sighting.at, type_=Moment).label("at")
    people = func.count().label("people")
    query = select(Sighting.actor_id, User.name, Sighting.hour, Sighting.place, at, people).join(User)
    query = query.where(Sighting.actor_id == actor) if actor else query
    query = query.group_by(Sighting.actor_id, User.name, Sighting.hour, Sighting.place)
    return query.order_by(Sighting.hour.desc(), at.desc(), Sighting.actor_id, Sighting.place)


def select_sightings(*, candidate: int = 0, actor: int = 0, hour: int = 0) -> Select:
    """(actor_id, name, place, at, candidate_id, referral_id) of single sightings, the newest first; 0: any.

    Of the `candidate`, by the `actor`, in the `hour` of that number.
    """
    columns = (Sighting.actor_id, User.name, Sighting.place, Sighting.at, Sighting.candidate_id, Sighting.referral_id)
    asked = {Sighting.candidate_id: candidate, Sighting.actor_id: actor, Sighting.hour: hour}
    query = select(*columns).join(User).where(*(column == value for column, value in asked.items() if value))
    return query.order_by(Sighting.at.desc(), Sighting.candidate_id.desc(), Sighting.actor_id)


@dataclass(frozen=True, slots=True)
class Category:
    """The people of one kind who saw somebody. role: `recruiter`, `manager`, or `admin` for all others."""

    role: str
    people: int
    last_at: datetime


def categories_of(*records: int) -> list[Category]:
    """Which kinds of people saw these records of a candidate, how many each and when last: what they may read of it."""
    held = and_(Membership.user_id == Sighting.actor_id, Membership.office_id == Referral.office_id)
    rank = func.min(case({role: place for place, role in enumerate(STAFF)}, value=Membership.role, else_=len(STAFF)))
    people = select(Sighting.actor_id, rank.label("rank"), func.max(Sighting.at).label("last_at"))
    people = people.join(Referral, Referral.id == Sighting.referral_id).outerjoin(Membership, held)
    people = people.where(Sighting.candidate_id.in_(records)).group_by(Sighting.actor_id).subquery()
    last = func.max(people.c.last_at, type_=Moment)
    kinds = select(people.c.rank, func.count(), last).group_by(people.c.rank).order_by(people.c.rank)
    return [Category((*STAFF, "admin")[row[0]], row[1], row[2]) for row in db.session.execute(kinds)]


def delete_old_sightings(now: datetime) -> int:
    """Delete the sightings that are older than KEPT; how many."""
    return db.session.execute(delete(Sighting).where(Sighting.at < now - KEPT)).rowcount
