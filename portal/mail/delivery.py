"""What becomes of the letters in the outbox: each is sent or parked, none is lost.

A letter leaves at least once: it is marked as sent after the mail server took it, so a worker that is killed in
between sends it again, with the same Message-ID. A mail server that is away costs no letter a try.
"""

from __future__ import annotations

import logging
import random
import time
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import aliased

from portal.core.db import Moment, db, unit_of_work, utcnow
from portal.core.tokens import new_token
from portal.mail.outbox import Mail, NotYet, OutgoingLetter, composer_of, tell_undelivered, tell_withheld
from portal.mail.smtp import GAVE_UP, Carrier, Refusal, ServerAway, in_words

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
"""Longer than a server that answers each of our sentences at the last moment."""
MOST_TRIES = 14
"""With the rests between them, about a day and a half."""
LONGEST_REST = timedelta(hours=6)
KEPT = timedelta(days=180)
MARKING_TRIES = 30


def is_unsettled(row=OutgoingLetter):
    """SQL: neither sent nor parked nor cancelled."""
    return row.sent_at.is_(None) & row.parked_at.is_(None) & row.cancelled_at.is_(None)


def _due():
    before = aliased(OutgoingLetter)
    sooner = (before.send_after < OutgoingLetter.send_after) | (
        (before.send_after == OutgoingLetter.send_after) & (before.id < OutgoingLetter.id)
    )
    now = bindparam("now", type_=Moment)
    return (
        select(OutgoingLetter.id)
        .where(is_unsettled(), OutgoingLetter.send_after <= now)
        .where(or_(OutgoingLetter.leased_until.is_(None), OutgoingLetter.leased_until <= now))
        .where(~exists().where(before.recipient == OutgoingLetter.recipient, is_unsettled(before), sooner))
        .order_by(OutgoingLetter.send_after, OutgoingLetter.id)
        .limit(1)
    )


DUE = _due()
"""The letter that is next, as of `now`: built once, for it is asked every second."""
CLAIM = (
    update(OutgoingLetter)
    .where(OutgoingLetter.id == DUE.with_for_update(skip_locked=True).scalar_subquery())
    .values(lease=bindparam("by"), leased_until=bindparam("until", type_=Moment), tries=OutgoingLetter.tries + 1)
    .returning(OutgoingLetter)
    .execution_options(populate_existing=True, synchronize_session=False)
)


def claim_letter(now: datetime) -> OutgoingLetter | None:
    """Take the due letter that has waited longest; None when there is none. Two workers never get the same.

    A letter waits for every earlier one of its recipient that is not settled.
    """
    due = db.session.scalar(DUE, {"now": now})
    db.session.rollback()
    if due is None:  # most looks find nothing and need no writer's turn
        return None
    with unit_of_work():
        row = db.session.scalars(CLAIM, {"now": now, "by": new_token(), "until": now + LEASE}).first()
    db.session.expunge_all()
    return row


def deliver_one(carrier: Carrier, now: datetime | None = None) -> bool:
    """Send the next due letter, if any; whether there was one. Raises Away when the mail server is: nothing is lost."""
    row = claim_letter(now or utcnow())
    if row is None:
        return False
    try:
        mail = _composed(row)
        if mail is None:
            _mark(row, cancelled_at=utcnow(), error=None)
            return True
        carrier.send(mail, row.message_id, row.key)
    except ServerAway as away:
        _mark(row, tries=row.tries - 1, leased_until=utcnow() + retry_delay(1), error=away.reason)
        raise
    except NotYet as later:
        _mark(row, tries=row.tries - 1, leased_until=later.until)
    except Refusal as refusal:
        _failed(row, refusal.reason, final=refusal.final)
    except Exception as error:  # a letter that can't be written is a fact to keep, never a dead worker
        _failed(row, in_words(error))
    else:
        _mark(row, sent_at=utcnow(), error=None)
    return True


def _composed(row: OutgoingLetter) -> Mail | None:
    if row.tries > MOST_TRIES:
        raise Refusal(GAVE_UP, final=True)
    try:
        with unit_of_work():  # a letter that names somebody keeps who saw whom
            return composer_of(row.letter)(int(row.recipient.partition(":")[2]), row.facts)
    finally:
        db.session.remove()  # nothing of the database is held while the mail server takes its time


def _failed(row: OutgoingLetter, reason: str, *, final: bool = False) -> None:
    now = utcnow()
    final = final or row.tries >= MOST_TRIES
    facts = {"letter": row.letter, "row": row.id, "tries": row.tries, "why": reason, "parked": final}
    log.warning("a letter did not leave", extra=facts)
    _mark(row, leased_until=now + retry_delay(row.tries), parked_at=now if final else None, error=reason)


def retry_delay(tries: int) -> timedelta:
    """How long a letter rests after its failed try number `tries`: from half a minute to six hours, with jitter."""
    longest = min(LONGEST_REST.total_seconds(), 30 * 2 ** (max(tries, 1) - 1))
    return timedelta(seconds=longest * random.uniform(0.8, 1.2))  # noqa: S311 jitter


def _mark(row: OutgoingLetter, **values) -> None:
    """Write what became of `row`. That it was sent is written whoever holds it now, and when the database stumbles."""
    values = {"lease": None} | values
    if values.get("sent_at") or values.get("cancelled_at") or values.get("parked_at"):
        values["leased_until"] = None
    held = (
        OutgoingLetter.id == row.id
        if values.get("sent_at")
        else (OutgoingLetter.id == row.id) & (OutgoingLetter.lease == row.lease)
    )
    for attempt in range(MARKING_TRIES):
        try:
            with unit_of_work():
                marked = db.session.execute(update(OutgoingLetter).where(held).values(values)).rowcount
                if marked and values.get("parked_at"):
                    tell_undelivered(row, values["parked_at"])
                if marked and values.get("cancelled_at"):
                    tell_withheld(row, values["cancelled_at"])
            return
        except OperationalError:
            if attempt == MARKING_TRIES - 1:
                raise
            db.session.remove()
            time.sleep(2)


def try_again(row: OutgoingLetter) -> None:
    """A parked letter is tried again at once, with all its tries; any other stays as it is."""
    if row.parked_at is not None:
        row.parked_at, row.leased_until, row.tries = None, None, 0


def oldest_waiting(now: datetime) -> float:
    """Seconds that the oldest due letter has waited; 0 when none waits."""
    first = db.session.scalar(
        select(func.min(OutgoingLetter.send_after)).where(is_unsettled(), OutgoingLetter.send_after <= now)
    )
    return (now - first).total_seconds() if first else 0.0


def delete_old_letters(now: datetime) -> int:
    """Forget letters that were sent or cancelled 180 days ago; how many. Parked ones wait for a person."""
    done = func.coalesce(OutgoingLetter.sent_at, OutgoingLetter.cancelled_at)
    old = OutgoingLetter.__table__.delete().where(done < now - KEPT)
    return db.session.execute(old).rowcount
