"""Letters that must leave: a row in the transaction of the fact, written and sent later by the worker.

A row holds ids and codes, never words: the letter is composed when it leaves, so what was corrected, erased or
unsubscribed meanwhile is respected, and no token is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import JSON, Index, String, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import OFFICE, Leased, Model, Moment, db, only_where
from portal.core.tokens import new_token

AT_ONCE = 500


class OutgoingLetter(Leased, Model):
    """One letter: waiting (`send_after`), leased, sent, parked after too many tries, or cancelled.

    `recipient` is a kind and an id, as in "candidate:5": letters of one recipient leave in their order. Nobody takes
    a letter before `leased_until`: it is in somebody's hands, or it rests after a try that failed. `error` is why the
    last try failed, without a word about the recipient.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        Index("ix_outgoing_due", "sent_at", "parked_at", "cancelled_at", "send_after"),
        Index("ix_outgoing_parked", "parked_at", "id", **only_where("parked_at IS NOT NULL")),
    )
    id: Mapped[int] = mapped_column(primary_key=True, info=OFFICE)
    key: Mapped[str] = mapped_column(String(160), unique=True, info=OFFICE)
    letter: Mapped[str] = mapped_column(String(60), info=OFFICE)
    recipient: Mapped[str] = mapped_column(String(40), index=True, info=OFFICE)
    facts: Mapped[dict] = mapped_column(JSON, default=dict, info=OFFICE)
    message_id: Mapped[str] = mapped_column(String(120), unique=True, info=OFFICE)
    created_at: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    send_after: Mapped[datetime] = mapped_column(Moment, info=OFFICE)
    sent_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment, info=OFFICE)


_KEPT = {
    name: dialect.insert(OutgoingLetter.__table__).on_conflict_do_nothing(index_elements=["key"])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""Built once for each database."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter in words, ready to leave. `unsubscribe`: the address of one-click unsubscription, or None."""

    address: str
    name: str
    language: str
    subject: str
    text: str
    html: str
    unsubscribe: str | None = None
    reply_to: str | None = None


class NotYet(Exception):
    """Raised by a composer whose letter may leave, but not before `until` (quiet hours after an outage)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


Composer = Callable[[int, dict], Mail | None]
Example = Callable[[str], Mail]
Undelivered = Callable[[int, dict, datetime], None]
NO_OTHERS: Mapping[str, Example] = MappingProxyType({})
_composers: dict[str, Composer] = {}
_examples: dict[str, Example] = {}
_undelivered: dict[str, Undelivered] = {}
_withheld: dict[str, Undelivered] = {}


def composes(
    letter: str,
    *,
    example: Example,
    also: Mapping[str, Example] = NO_OTHERS,
    undelivered: Undelivered | None = None,
    withheld: Undelivered | None = None,
) -> Callable[[Composer], Composer]:
    """Declare the function that writes `letter`: given the recipient's id and the facts, the Mail as of now.

    None means that it must not leave any more (erased, unsubscribed, overtaken): the row is cancelled. `example`
    gives the letter with invented facts in a language, for its preview and its approved text
    (`email_templates.sample_letter`); `also` has those of the same letter in other words, by what is added to its name:
    `consent.invitation.no_role`. `undelivered` tells whoever can help, when the letter is parked: the recipient's id,
    the facts, and now; `withheld` the same, when it must not leave any more.
    """

    def declare(composer: Composer) -> Composer:
        _composers[letter], _examples[letter] = composer, example
        _examples.update({f"{letter}.{name}": other for name, other in also.items()})
        if undelivered is not None:
            _undelivered[letter] = undelivered
        if withheld is not None:
            _withheld[letter] = withheld
        return composer

    return declare


def composer_of(letter: str) -> Composer:
    """Who writes `letter`. Raises KeyError when nobody does."""
    return _composers[letter]


def tell_undelivered(row: OutgoingLetter, now: datetime) -> None:
    """Tell whoever can help that the letter of `row` is parked, in the caller's transaction."""
    if tell := _undelivered.get(row.letter):
        tell(int(row.recipient.partition(":")[2]), row.facts, now)


def tell_withheld(row: OutgoingLetter, now: datetime) -> None:
    """Tell whoever must know that the letter of `row` never leaves, in the caller's transaction."""
    if tell := _withheld.get(row.letter):
        tell(int(row.recipient.partition(":")[2]), row.facts, now)


def parked_count() -> int:
    """How many letters could not leave and wait for a person."""
    return db.session.scalar(select(func.count()).where(OutgoingLetter.parked_at.is_not(None))) or 0


def example_of(name: str, language: str) -> Mail:
    """The letter with invented facts. Raises KeyError when there is no such example."""
    return _examples[name](language)


def every_example() -> list[str]:
    """The names of all examples: those of letters, and of their other wordings."""
    return sorted(_examples)


def every_letter() -> list[str]:
    """The names of all letters."""
    return sorted(_composers)


def post_letter(letter: str, *, to: str, key: str, now: datetime, send_after: datetime | None = None, **facts) -> None:
    """Queue `letter` for the recipient `to` ("user:7", "candidate:5") in the caller's transaction.

    A `key` that was posted once is not posted again, whoever wins. `facts` are ids and codes, never personal data.
    """
    row = {"key": key, "letter": letter, "recipient": to, "facts": facts, "message_id": new_message_id()}
    row |= {"created_at": now, "send_after": send_after or now, "tries": 0}
    db.session.flush()
    db.session.connection().execute(_KEPT[db.engine.dialect.name], row)


def find_posted(keys: Iterable[str]) -> set[str]:
    """Those of `keys` that were posted already: asked by hundreds, which is cheaper than to post each in vain."""
    ordered = sorted(keys)
    return {
        key
        for start in range(0, len(ordered), AT_ONCE)
        for key in db.session.scalars(
            select(OutgoingLetter.key).where(OutgoingLetter.key.in_(ordered[start : start + AT_ONCE]))
        )
    }


def new_message_id() -> str:
    """An identity that stays the letter's own through every try."""
    domain = mail_from(current_app.config["SETTINGS"]).rpartition("@")[2]
    return f"<{new_token()[:32]}@{domain if len(domain) <= 80 else 'relais'}>"


def mail_from(settings) -> str:
    """The address that letters come from, and that bounces go to."""
    return settings.mail_from or f"relais@{urlsplit(settings.host_url).hostname}"
