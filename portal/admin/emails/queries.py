"""The outbox as administrators see it: what waits, what was sent, what is parked and why. No candidate is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import Select, case, func, select

from portal.accounts.models import User
from portal.activity.log import record
from portal.admin.emails.events import ALL_RETRIED, RETRIED
from portal.core.db import db
from portal.jobs import queue
from portal.mail import delivery
from portal.mail.outbox import OutgoingLetter

STATES = ("waiting", "parked", "sent", "cancelled")
SETTLED = {"parked": OutgoingLetter.parked_at, "sent": OutgoingLetter.sent_at, "cancelled": OutgoingLetter.cancelled_at}


@dataclass(frozen=True, slots=True)
class LetterCounts:
    """How the outbox stands: letters by state, seconds that the oldest due letter and job wait, whether mail leaves."""

    counts: dict[str, int]
    oldest_letter: float
    oldest_job: float
    leaves: bool


def count_letters(now: datetime) -> LetterCounts:
    """The figures above the list."""
    figures = {state: func.sum(case((_is(state), 1), else_=0)) for state in STATES}
    found = db.session.execute(select(*figures.values())).one()
    counts = {state: int(number or 0) for state, number in zip(figures, found, strict=True)}
    leaves = bool(current_app.config["SETTINGS"].smtp_url)
    return LetterCounts(counts, delivery.oldest_waiting(now), queue.oldest_waiting(now), leaves)


def _is(state: str):
    return delivery.is_unsettled() if state == "waiting" else SETTLED[state].is_not(None)


def select_letters(state: str) -> Select:
    """The letters of a state as a query: what waits longest first, what is settled newest first."""
    query = select(OutgoingLetter).where(_is(state))
    if state == "waiting":
        return query.order_by(OutgoingLetter.send_after, OutgoingLetter.id)
    return query.order_by(SETTLED[state].desc(), OutgoingLetter.id.desc())


def people_of(rows: list[OutgoingLetter]) -> dict[str, User]:
    """Recipient ("user:7") → the person with that account. Candidates are not named in a list of letters."""
    numbers = {int(row.recipient.partition(":")[2]) for row in rows if row.recipient.startswith("user:")}
    if not numbers:
        return {}
    return {f"user:{person.id}": person for person in db.session.scalars(select(User).where(User.id.in_(numbers)))}


def try_again(row: OutgoingLetter, *, by: User, now: datetime) -> None:
    """A parked letter is tried again, as the log keeps; any other stays as it is."""
    if row.parked_at is not None:
        delivery.try_again(row)
        record(RETRIED, row, by=by, now=now, letter=row.letter)


def try_all_again(*, by: User, now: datetime) -> int:
    """Every parked letter is tried again; how many."""
    parked = db.session.scalars(select_letters("parked")).all()
    for row in parked:
        delivery.try_again(row)
    if parked:
        record(ALL_RETRIED, parked[0], by=by, now=now, number=len(parked))
    return len(parked)
